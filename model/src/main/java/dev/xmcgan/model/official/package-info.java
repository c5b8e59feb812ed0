/** The official JAX code's weights, under its names and layouts, to and from our checkpoints. */
package dev.xmcgan.model.official;

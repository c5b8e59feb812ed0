/** The official JAX code's weights, under its names and layouts, made into our checkpoints. */
package dev.xmcgan.model.official;

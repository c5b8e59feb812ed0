/** Tests of tensor operations, parameters and random numbers. */
package dev.xmcgan.model.layers;

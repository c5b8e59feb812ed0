/** The tensor operations that generator and discriminator share, and the parameters they act on. */
package dev.xmcgan.model.layers;

/** Alternating updates of discriminator and generator, and everything needed to go on with them. */
package dev.xmcgan.model.training;

/** Alternating updates of discriminator and generator. */
package dev.xmcgan.model.training;

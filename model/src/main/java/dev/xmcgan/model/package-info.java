/**
 * XMC-GAN as a plain library on DJL: text encoder, generator, discriminator, contrastive losses,
 * training step and checkpoint files, one package each.
 */
package dev.xmcgan.model;

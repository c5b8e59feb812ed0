/**
 * The spectrally normalised image encoder that judges images and relates them to their captions.
 */
package dev.xmcgan.model.discriminator;

/** The discriminator against the official code's numbers. */
package dev.xmcgan.model.discriminator;

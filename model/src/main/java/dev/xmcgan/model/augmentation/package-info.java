/** Random changes of images that gradients pass through, for the discriminator's eyes only. */
package dev.xmcgan.model.augmentation;

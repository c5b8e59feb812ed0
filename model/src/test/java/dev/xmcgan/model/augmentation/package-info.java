/** Tests of random changes of images. */
package dev.xmcgan.model.augmentation;

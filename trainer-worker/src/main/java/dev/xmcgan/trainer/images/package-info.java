/** Untrusted image files to plain RGB pixels at the training size, within limits. */
package dev.xmcgan.trainer.images;

/** The seam to the model: what the training loop needs of a learner, and XMC-GAN behind it. */
package dev.xmcgan.trainer.learning;

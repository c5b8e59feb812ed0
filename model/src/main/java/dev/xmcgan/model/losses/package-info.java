/**
 * The three contrastive losses of XMC-GAN and the hinge loss, each a value that autograd follows.
 */
package dev.xmcgan.model.losses;

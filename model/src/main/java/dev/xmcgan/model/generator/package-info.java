/** The one-stage attentional self-modulation generator: noise and words in, images out. */
package dev.xmcgan.model.generator;

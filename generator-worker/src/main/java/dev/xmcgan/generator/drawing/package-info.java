/** Draws a micro-batch with one generator, so that one bad request spoils no other. */
package dev.xmcgan.generator.drawing;

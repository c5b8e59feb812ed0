/** Pixels as evaluation takes them, and the antialiased resize in front of feature networks. */
package dev.xmcgan.evaluation.images;

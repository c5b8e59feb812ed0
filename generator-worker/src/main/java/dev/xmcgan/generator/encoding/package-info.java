/** Turns pixels into PNG and JPEG files that say what they show and how to draw them again. */
package dev.xmcgan.generator.encoding;

/** From the colours that a file says it has to sRGB. */
package dev.xmcgan.images.colour;

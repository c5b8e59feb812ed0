/** Knows which offsets may be committed when records finish out of order. */
package dev.xmcgan.generator.offsets;

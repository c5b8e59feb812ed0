/** Tests of the way from official weights to ours and back. */
package dev.xmcgan.model.official;

/** Tests of what is measured of textures. */
package dev.xmcgan.evaluation.texture;

package dev.xmcgan.generator.encoding;

/**
 * What an image says about itself: with these three it can be drawn again.
 *
 * @param caption what it shows
 * @param seed the image's own seed
 * @param checkpointId the weights that drew it
 */
public record Provenance(String caption, long seed, String checkpointId) {}

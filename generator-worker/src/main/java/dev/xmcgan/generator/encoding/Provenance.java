package dev.xmcgan.generator.encoding;

/**
 * What an image says about itself: with these it can be asked for again, alone.
 *
 * @param caption what it shows
 * @param seed the request's
 * @param index among all images of that seed
 * @param checkpointId the weights that drew it
 */
public record Provenance(String caption, long seed, int index, String checkpointId) {}

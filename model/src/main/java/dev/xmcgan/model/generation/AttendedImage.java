package dev.xmcgan.model.generation;

/**
 * A drawn image and where the words of its caption acted on it.
 *
 * @param image the same bytes as without the maps
 * @param words from the pass that drew the image
 */
public record AttendedImage(GeneratedImage image, WordMaps words) {}

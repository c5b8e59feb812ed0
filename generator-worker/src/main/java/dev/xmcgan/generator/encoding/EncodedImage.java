package dev.xmcgan.generator.encoding;

/**
 * An image file.
 *
 * @param bytes the whole file; not copied, do not change
 * @param size edge of the square image in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and too large to copy for safety
public record EncodedImage(byte[] bytes, String mediaType, int size) {}

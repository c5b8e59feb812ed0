package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.encoding.EncodedImage;

/**
 * One finished image of a request.
 *
 * @param index which of the request's images, from 0
 * @param seed the image's own seed
 */
public record DrawnImage(int index, long seed, EncodedImage file) {}

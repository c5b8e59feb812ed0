package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.encoding.EncodedImage;
import dev.xmcgan.model.generation.WordMaps;
import dev.xmcgan.model.text.ReadCaption;
import java.util.Optional;

/**
 * One finished image of a request.
 *
 * @param index which of the request's images, from 0
 * @param seed the image's own seed
 * @param read how much of the caption it shows
 * @param words where the words of the caption acted on it, where that was asked for
 */
public record DrawnImage(
    int index, long seed, ReadCaption read, EncodedImage file, Optional<WordMaps> words) {}

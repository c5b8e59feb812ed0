package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.xmcgan.model.generator.GeneratorOutput;
import dev.xmcgan.model.text.TextBatch;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the generator draws for a batch.
 *
 * @param images (B,3,S,S)
 * @param others a second image of each caption from other noise, (B,3,S,S), where it is asked for
 * @param statistics the mean and variance of each of the generator's norms over all of them
 */
record DrawnImages(NDArray images, Optional<NDArray> others, Map<String, NDArray> statistics) {

  /** Draws captions from noise, (N,Z) for N captions. */
  @FunctionalInterface
  interface Drawing {
    GeneratorOutput of(NDArray z, TextBatch text);
  }

  /** One image of each caption. */
  static DrawnImages once(Drawing drawing, NDArray z, TextBatch text) {
    GeneratorOutput drawn = drawing.of(z, text);
    return new DrawnImages(drawn.image(), Optional.empty(), drawn.statistics());
  }

  /**
   * Two images of each caption.
   *
   * @param second noise of the others, (B,Z)
   */
  static DrawnImages twice(Drawing drawing, NDArray z, NDArray second, TextBatch text) {
    GeneratorOutput drawn = drawing.of(z.concat(second, 0), doubled(text));
    NDList halves = drawn.image().split(2, 0);
    return new DrawnImages(halves.get(0), Optional.of(halves.get(1)), drawn.statistics());
  }

  private static TextBatch doubled(TextBatch text) {
    int[] lengths = text.lengths();
    return new TextBatch(
        text.words().concat(text.words(), 0),
        text.sentence().concat(text.sentence(), 0),
        IntStream.range(0, 2 * lengths.length).map(i -> lengths[i % lengths.length]).toArray());
  }
}

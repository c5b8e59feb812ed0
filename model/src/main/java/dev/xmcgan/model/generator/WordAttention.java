package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;

/**
 * Attention of image regions over words (paper, section 4.2): {@code a = softmax over words of (ρ0
 * · cos(q, w))} with ρ0 = 15, words past the caption's end masked.
 */
final class WordAttention {

  /** ρ0. */
  static final float SHARPNESS = 15;

  private static final float MASK = -1e9f;

  private WordAttention() {}

  /**
   * The weight of every word for every region.
   *
   * @param regions q {@code (B,R,E)}
   * @param words ŵ, normalised words {@code (B,T,E)}
   * @param lengths true length of each of the B captions
   * @return {@code (B,R,T)}, each row summing to one
   */
  static NDArray weights(NDArray regions, NDArray words, int[] lengths) {
    NDArray queries = Tensors.l2Normalise(regions, 2); // (B,R,E)
    NDArray cosines = queries.matMul(words.transpose(0, 2, 1)); // (B,R,T)
    NDArray mask = mask(regions.getManager(), lengths, words.getShape().get(1)); // (B,1,T)
    return Tensors.scale(cosines, SHARPNESS).add(mask).softmax(2);
  }

  private static NDArray mask(NDManager manager, int[] lengths, long words) {
    int width = Math.toIntExact(words);
    float[] values = new float[lengths.length * width];
    for (int row = 0; row < lengths.length; row++) {
      for (int word = lengths[row]; word < width; word++) {
        values[row * width + word] = MASK;
      }
    }
    return manager.create(values, new Shape(lengths.length, 1, width));
  }
}

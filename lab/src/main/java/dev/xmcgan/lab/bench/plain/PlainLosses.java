package dev.xmcgan.lab.bench.plain;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.layers.Tensors;

/** The word loss with every context built: (B,B,T,E). All captions have T words. */
final class PlainLosses {
  private static final double SHARPNESS = 5;
  private static final double SCALE = 50;

  private PlainLosses() {}

  /**
   * Scores of every image against every caption, (B,B).
   *
   * @param regions (B,R,E)
   * @param words (B,T,E)
   */
  static NDArray scores(NDArray regions, NDArray words) {
    long batch = words.getShape().get(0);
    long count = words.getShape().get(1);
    long width = words.getShape().get(2);
    NDArray unitRegions = Tensors.l2Normalise(regions, 2); // (B,R,E)
    NDArray unitWords = Tensors.l2Normalise(words, 2).reshape(batch * count, width); // (B·T,E)
    NDArray similarity = unitRegions.matMul(unitWords.transpose()); // (B,R,B·T)
    NDArray attention = Tensors.scale(similarity, SHARPNESS).softmax(1);
    NDArray context = attention.transpose(0, 2, 1).matMul(unitRegions); // (B,B·T,E)
    NDArray along = context.mul(unitWords.expandDims(0)).sum(new int[] {2}); // (B,B·T)
    NDArray length = Tensors.atLeast(context.square().sum(new int[] {2}), 1e-12).sqrt();
    NDArray cosine = along.div(length).reshape(batch, batch, count);
    NDArray summed = Tensors.scale(cosine, SHARPNESS).exp().sum(new int[] {2}).log();
    return Tensors.scale(summed, SCALE / SHARPNESS);
  }
}

package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/**
 * Batch normalisation (eps 1e-5, no affine of its own) by the batch's statistics; a condition's
 * gain and shift follow: {@code BN(x) · (1 + γ) + β} (paper, section 4.2). In evaluation the whole
 * is one affine map, see {@link ModulationWeights#evaluation}.
 */
final class ConditionalNorm {

  static final float EPSILON = 1e-5f;

  private ConditionalNorm() {}

  static String mean(String norm) {
    return norm + "/mean";
  }

  static String variance(String norm) {
    return norm + "/variance";
  }

  /**
   * Normalises by the batch's own statistics, which are added to {@code statistics} under the
   * norm's name; the variance is the biased one.
   *
   * @param x {@code (B,C,H,W)}
   * @return {@code (B,C,H,W)}
   */
  static NDArray train(String name, NDArray x, Map<String, NDArray> statistics) {
    NDManager manager = x.getManager();
    Shape shape = x.getShape();
    Shape channels = new Shape(shape.get(1));
    NDArray mean = manager.zeros(channels);
    NDArray variance = manager.zeros(channels);
    NDArray ones = manager.ones(channels);
    NDArray zeros = manager.zeros(channels);
    // keeping 0 of the old statistics leaves the batch's own in the two arrays
    NDArray normalised =
        x.getNDArrayInternal()
            .batchNorm(x, mean, variance, ones, zeros, -1, 0f, EPSILON, true)
            .singletonOrThrow();
    // the engine gives the unbiased variance, and keeps the array for its backward pass
    double count = (double) shape.get(0) * shape.get(2) * shape.get(3);
    NDArray biased = variance.mul((count - 1) / count);
    statistics.put(mean(name), mean);
    statistics.put(variance(name), biased);
    return normalised;
  }
}

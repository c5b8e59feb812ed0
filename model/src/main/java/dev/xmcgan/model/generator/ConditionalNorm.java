package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.Map;

/**
 * Batch normalisation (eps 1e-5, no affine of its own) followed by a condition's gain and shift:
 * {@code BN(x) · (1 + γ) + β} (paper, section 4.2). γ and β are given at their own low resolution
 * and broadcast over the map.
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
   * With the batch's own statistics, which are added to {@code statistics} under the norm's name;
   * the variance is the biased one.
   *
   * @param x {@code (B,C,H,W)}
   * @return {@code (B,C,H,W)}
   */
  static NDArray train(
      String name, NDArray x, Modulation modulation, Map<String, NDArray> statistics) {
    NDManager manager = x.getManager();
    Shape shape = x.getShape();
    Shape channels = new Shape(shape.get(1));
    NDArray mean = manager.zeros(channels);
    NDArray variance = manager.zeros(channels);
    // keeping 0 of the old statistics leaves the batch's own in the two arrays
    NDArray normalised =
        x.getNDArrayInternal()
            .batchNorm(
                x,
                mean,
                variance,
                manager.ones(channels),
                manager.zeros(channels),
                -1,
                0f,
                EPSILON,
                true)
            .singletonOrThrow();
    // the engine gives the unbiased variance, and keeps the array for its backward pass
    double count = (double) shape.get(0) * shape.get(2) * shape.get(3);
    NDArray biased = variance.mul((count - 1) / count);
    statistics.put(mean(name), mean);
    statistics.put(variance(name), biased);
    return modulate(normalised, modulation.gain(), modulation.shift());
  }

  /**
   * With running statistics, folded into gain and shift: {@code x · A + (β − A · mean)}, {@code A =
   * (1 + γ) / √(variance + eps)}.
   */
  static NDArray evaluate(String name, NDArray x, Modulation modulation, Parameters statistics) {
    NDManager manager = x.getManager();
    NDArray variance = statistics.get(variance(name));
    long channels = variance.size();
    Shape perChannel = new Shape(1, channels, 1, 1, 1, 1);
    NDArray deviation = Tensors.attached(manager, variance.add(EPSILON)).sqrt();
    NDArray gain = modulation.gain().div(deviation.reshape(perChannel)); // (B,C,N,1,N,1)
    NDArray mean = Tensors.attached(manager, statistics.get(mean(name)).reshape(perChannel));
    NDArray shift = modulation.shift().sub(gain.mul(mean)); // (B,C,N,1,N,1)
    return modulate(x, gain, shift);
  }

  private static NDArray modulate(NDArray x, NDArray gain, NDArray shift) {
    Shape shape = x.getShape();
    long cells = gain.getShape().get(2);
    long rows = shape.get(2) / cells;
    long columns = shape.get(3) / cells;
    NDArray tiled = x.reshape(shape.get(0), shape.get(1), cells, rows, cells, columns); // a view
    NDArray scaled = tiled.mul(gain);
    return scaled.addi(shift).reshape(shape); // (B,C,H,W)
  }
}

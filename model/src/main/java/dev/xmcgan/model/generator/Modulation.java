package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;

/**
 * What a conditional norm does to its input: {@code x · gain + shift}. Both are {@code
 * (B,C,N,1,N,1)}: N × N cells that each cover a square of pixels, N = 1 for the global condition.
 * They stay this small; maps of any size broadcast over them.
 */
record Modulation(NDArray gain, NDArray shift) {

  /**
   * {@code x (B,C,H,W) · gain + shift}, same shape; H and W are multiples of N. Gain and shift
   * broadcast over the map and are never built at its size.
   */
  NDArray apply(NDArray x) {
    Shape shape = x.getShape();
    long cells = cells();
    long rows = shape.get(2) / cells;
    long columns = shape.get(3) / cells;
    NDArray tiled = x.reshape(shape.get(0), shape.get(1), cells, rows, cells, columns); // a view
    NDArray scaled = tiled.mul(gain);
    return scaled.addi(shift).reshape(shape);
  }

  /**
   * The same for training: gain and shift are built at the map's size, because the backward pass of
   * a broadcast is slower than that of an up-sampling by more than building them costs.
   */
  NDArray applyInTraining(NDArray x) {
    long factor = x.getShape().get(2) / cells();
    if (factor == 1) {
      return apply(x);
    }
    NDArray scaled = x.mul(map(gain, factor));
    return scaled.addi(map(shift, factor));
  }

  /** {@code (B,C,N,1,N,1) → (B,C,f·N,f·N)}. */
  private static NDArray map(NDArray cells, long factor) {
    Shape shape = cells.getShape();
    long edge = shape.get(2);
    return Tensors.upsample(cells.reshape(shape.get(0), shape.get(1), edge, edge), factor);
  }

  private long cells() {
    return gain.getShape().get(2);
  }
}

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
    return tiled(x).mul(gain).addi(shift).reshape(x.getShape());
  }

  /** The same, written over x; not to be differentiated. */
  NDArray applyInPlace(NDArray x) {
    return tiled(x).muli(gain).addi(shift).reshape(x.getShape());
  }

  /**
   * The same for training: gain and shift are built at the map's size, because the backward pass of
   * a broadcast is slower than that of an up-sampling by more than building them costs.
   */
  NDArray applyInTraining(NDArray x) {
    long factor = x.getShape().get(2) / cells();
    NDArray scaled = x.mul(map(gain, factor));
    return scaled.addi(map(shift, factor));
  }

  /** {@code (B,C,N,1,N,1) → (B,C,f·N,f·N)}. */
  private static NDArray map(NDArray cells, long factor) {
    Shape shape = cells.getShape();
    long edge = shape.get(2);
    NDArray map = cells.reshape(shape.get(0), shape.get(1), edge, edge); // a view
    return factor == 1 ? map : Tensors.upsample(map, factor);
  }

  /** {@code (B,C,H,W) → (B,C,N,H/N,N,W/N)}, a view. */
  private NDArray tiled(NDArray x) {
    Shape shape = x.getShape();
    long cells = cells();
    long rows = shape.get(2) / cells;
    long columns = shape.get(3) / cells;
    return x.reshape(shape.get(0), shape.get(1), cells, rows, cells, columns);
  }

  private long cells() {
    return gain.getShape().get(2);
  }
}

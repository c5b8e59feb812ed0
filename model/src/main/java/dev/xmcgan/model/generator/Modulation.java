package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * What a conditional norm does to its input: {@code x · gain + shift}. Both are {@code
 * (B,C,N,1,N,1)}: N × N cells that each cover a square of pixels, N = 1 for the global condition.
 * They stay this small; maps of any size broadcast over them.
 */
record Modulation(NDArray gain, NDArray shift) {

  /** {@code x (B,C,H,W) · gain + shift}, same shape; H and W are multiples of N. */
  NDArray apply(NDArray x) {
    Shape shape = x.getShape();
    long cells = gain.getShape().get(2);
    long rows = shape.get(2) / cells;
    long columns = shape.get(3) / cells;
    NDArray tiled = x.reshape(shape.get(0), shape.get(1), cells, rows, cells, columns); // a view
    NDArray scaled = tiled.mul(gain);
    return scaled.addi(shift).reshape(shape);
  }
}

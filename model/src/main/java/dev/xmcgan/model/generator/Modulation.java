package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;

/**
 * What a conditional norm does to its normalised input: {@code x̂ · gain + shift}. Both are {@code
 * (B,C,N,1,N,1)}: N × N cells that each cover a square of pixels, N = 1 for the global condition.
 * They stay this small; maps of any size broadcast over them.
 *
 * @param gain {@code 1 + γ}
 * @param shift {@code β}
 */
record Modulation(NDArray gain, NDArray shift) {

  /** Cells along an edge. */
  long cells() {
    return gain.getShape().get(2);
  }
}

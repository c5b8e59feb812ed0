package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;

/** Scales vectors to length one, as {@code attention_lib.l2_normalize}. */
final class UnitLength {

  private static final double SMALLEST_SQUARED_LENGTH = 1e-12;

  private UnitLength() {}

  /** {@code x / sqrt(max(Σ x², 1e-12))} along the last axis: zero vectors stay zero. */
  static NDArray of(NDArray x) {
    NDArray squaredLength = x.square().sum(new int[] {-1}, true); // (…,1)
    return x.div(squaredLength.maximum(SMALLEST_SQUARED_LENGTH).sqrt());
  }
}

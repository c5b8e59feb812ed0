package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Runs feature maps through the generator's blocks, and from the last map to colours. */
interface Blocks {

  /**
   * Runs the blocks from {@code from} to before {@code to}, each of which doubles the size: {@code
   * (B,C,h,w) → (B,C',2h,2w)} for one. May write over x.
   *
   * @param modulations of all norms on the way
   */
  NDArray through(NDArray x, int from, int to, Modulations modulations);

  /**
   * Runs the blocks from {@code from} on, the last norm and the last convolution. May write over x.
   *
   * @param modulations of all norms on the way
   * @param noise for each pixel {@code (B,1,H,W)} and the strengths {@code (C)} with which the last
   *     norms but one and the last take it; empty where the generator takes none
   * @return {@code (B,3,H,W)} in [0,1]
   */
  NDArray image(NDArray x, int from, Modulations modulations, List<NDArray> noise);
}

package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.layers.Tensors;

/**
 * How far images are apart in each pixel's colour, seen at ever smaller sizes: from a quarter of
 * the edge down to one pixel. So texture does not count, and what an object is like counts where it
 * is as much as the background does where that is: in a distance between whole images the
 * background would leave little of it.
 */
public final class PyramidDistance {
  private static final double SMALLEST_SQUARE = 1e-6;

  private PyramidDistance() {}

  /**
   * The mean over sizes and pixels of the root of the mean square over colours, {@code (B)}.
   *
   * @param one {@code (B,3,S,S)}, S a power of two from 4 on
   * @param other {@code (B,3,S,S)}
   */
  public static NDArray between(NDArray one, NDArray other) {
    // the means of differences are the differences of means
    NDArray difference = Tensors.averagePool(Tensors.averagePool(one.sub(other))); // (B,3,S/4,S/4)
    NDArray sum = ofSize(difference);
    int sizes = 1;
    while (difference.getShape().get(2) > 1) {
      difference = Tensors.averagePool(difference);
      sum = sum.add(ofSize(difference));
      sizes++;
    }
    return Tensors.scale(sum, 1.0 / sizes);
  }

  /** {@code (B)}. */
  private static NDArray ofSize(NDArray difference) {
    NDArray squares = difference.square().sum(new int[] {1}).flatten(1, 2); // (B,H·W)
    return Tensors.scale(squares, 1.0 / RgbImage.COLOURS)
        .add(SMALLEST_SQUARE)
        .sqrt()
        .mean(new int[] {1});
  }
}

package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.layers.Tensors;

/**
 * The energy score of what a generator draws for a caption: how far from the caption's real image,
 * less half of how far from each other. Two images of one caption from different noise estimate it:
 *
 * <pre>{@code ½ (|x − y| + |x' − y| − |x − x'|)}</pre>
 *
 * <p>Its mean over real images is least when the images of a caption are spread as the real ones
 * are, and only then, though each caption comes with one real image (Gneiting and Raftery:
 * <em>Strictly Proper Scoring Rules</em>, JASA 2007, section 4; for generators Gritsenko et al.:
 * <em>A Spectral Energy Distance for Parallel Speech Synthesis</em>, NeurIPS 2020). The adversarial
 * and the contrastive losses are content with one good image for every noise. Not in the paper.
 *
 * <p>It is taken of each pixel's colour and of ever smaller images, from a quarter of the edge down
 * to one pixel. So texture is left to the discriminator, and what an object is like counts where it
 * is as much as the background does where that is: in a distance between whole images the
 * background would leave little of it.
 */
public final class EnergyScore {
  private static final double SMALLEST_SQUARE = 1e-6;

  private EnergyScore() {}

  /**
   * The mean over captions, sizes and pixels, a scalar.
   *
   * @param images x, {@code (B,3,S,S)}, S a power of two from 4 on
   * @param others x', the same captions from other noise, {@code (B,3,S,S)}
   * @param real y, {@code (B,3,S,S)}
   */
  public static NDArray of(NDArray images, NDArray others, NDArray real) {
    NDArray x = Tensors.averagePool(Tensors.averagePool(images)); // (B,3,S/4,S/4)
    NDArray other = Tensors.averagePool(Tensors.averagePool(others));
    NDArray y = Tensors.averagePool(Tensors.averagePool(real));
    NDArray sum = ofSize(x, other, y);
    int sizes = 1;
    while (x.getShape().get(2) > 1) {
      x = Tensors.averagePool(x);
      other = Tensors.averagePool(other);
      y = Tensors.averagePool(y);
      sum = sum.add(ofSize(x, other, y));
      sizes++;
    }
    return Tensors.scale(sum, 0.5 / sizes);
  }

  /** A scalar. */
  private static NDArray ofSize(NDArray x, NDArray other, NDArray y) {
    return distance(x, y).add(distance(other, y)).sub(distance(x, other)).mean();
  }

  /** The root of the mean square over colours, {@code (B,H,W)}. */
  private static NDArray distance(NDArray one, NDArray other) {
    NDArray squares = one.sub(other).square().sum(new int[] {1});
    return Tensors.scale(squares, 1.0 / RgbImage.COLOURS).add(SMALLEST_SQUARE).sqrt();
  }
}

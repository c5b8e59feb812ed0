package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
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
 * <p>Distances are root mean squares over ever smaller images, from half the edge down to a single
 * colour: texture is left to the discriminator, and a difference in background or place is not
 * drowned in it.
 */
public final class EnergyScore {
  private static final double SMALLEST_SQUARE = 1e-8;

  private EnergyScore() {}

  /**
   * The mean over captions and sizes, a scalar.
   *
   * @param images x, {@code (B,3,S,S)}, S a power of two
   * @param others x', the same captions from other noise, {@code (B,3,S,S)}
   * @param real y, {@code (B,3,S,S)}
   */
  public static NDArray of(NDArray images, NDArray others, NDArray real) {
    NDArray x = Tensors.averagePool(images); // (B,3,S/2,S/2)
    NDArray other = Tensors.averagePool(others);
    NDArray y = Tensors.averagePool(real);
    NDArray sum = ofSize(x, other, y);
    int sizes = 1;
    while (x.getShape().get(2) > 1) {
      x = Tensors.averagePool(x);
      other = Tensors.averagePool(other);
      y = Tensors.averagePool(y);
      sum = sum.add(ofSize(x, other, y));
      sizes++;
    }
    return Tensors.scale(sum.mean(), 0.5 / sizes);
  }

  /** {@code (B)}. */
  private static NDArray ofSize(NDArray x, NDArray other, NDArray y) {
    return distance(x, y).add(distance(other, y)).sub(distance(x, other));
  }

  /** The root of the mean square over colours and pixels, {@code (B)}. */
  private static NDArray distance(NDArray one, NDArray other) {
    NDArray squares = one.sub(other).square().sum(new int[] {1, 2, 3});
    double share = (double) one.getShape().get(0) / one.getShape().size();
    return Tensors.scale(squares, share).add(SMALLEST_SQUARE).sqrt();
  }
}

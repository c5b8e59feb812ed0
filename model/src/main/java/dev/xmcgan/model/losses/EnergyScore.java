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
 * <p>Distances are those of {@link PyramidDistance}, so that texture is left to the discriminator.
 */
public final class EnergyScore {
  private EnergyScore() {}

  /**
   * The mean over captions, sizes and pixels, a scalar.
   *
   * @param images x, {@code (B,3,S,S)}, S a power of two from 4 on
   * @param others x', the same captions from other noise, {@code (B,3,S,S)}
   * @param real y, {@code (B,3,S,S)}
   */
  public static NDArray of(NDArray images, NDArray others, NDArray real) {
    NDArray score =
        PyramidDistance.between(images, real)
            .add(PyramidDistance.between(others, real))
            .sub(PyramidDistance.between(images, others));
    return Tensors.scale(score.mean(), 0.5);
  }
}

package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.training.state.TrainingState;

/**
 * A discriminator update worked out but not yet applied.
 *
 * @param gradient of {@code d_loss} by the discriminator's parameters, (N)
 * @param weights the normalised weights it used, with the power-iteration vectors to store
 * @param captions features of the captions, as constants
 * @param real features of the real images, as constants
 * @param realLogits (B,1)
 * @param fakeLogits (B,1)
 * @param scalars losses and what else is worth knowing
 */
public record DiscriminatorUpdate(
    NDArray gradient,
    SpectralWeights weights,
    CaptionFeatures captions,
    ImageFeatures real,
    NDArray realLogits,
    NDArray fakeLogits,
    Scalars scalars) {

  /** Changes the discriminator. */
  public void apply(TrainingState state, TrainingConfig config) {
    state.updateDiscriminator(gradient, weights.nextVectors(), config.discriminatorLearningRate());
  }
}

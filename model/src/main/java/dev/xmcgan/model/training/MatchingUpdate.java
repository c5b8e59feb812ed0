package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.training.state.TrainingState;

/**
 * A discriminator update on real pairs alone, worked out but not yet applied.
 *
 * @param gradient by the discriminator's parameters, (N)
 * @param weights the normalised weights it used, with the power-iteration vectors to store
 * @param scalars losses
 */
record MatchingUpdate(NDArray gradient, SpectralWeights weights, Scalars scalars) {

  /** Changes the discriminator. */
  void apply(TrainingState state, TrainingConfig config) {
    state.updateDiscriminator(gradient, weights, config.discriminatorLearningRate());
  }
}

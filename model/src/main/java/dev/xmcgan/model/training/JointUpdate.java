package dev.xmcgan.model.training;

import dev.xmcgan.model.training.state.TrainingState;

/**
 * Simultaneous updates of both networks, worked out but not yet applied.
 *
 * @param generator its part; the scalars are those of both
 */
public record JointUpdate(DiscriminatorUpdate discriminator, GeneratorUpdate generator) {

  /** Changes both networks and ends the iteration. */
  public void apply(TrainingState state, TrainingConfig config) {
    discriminator.apply(state, config);
    generator.apply(state, config);
    state.endStep(config.examplesPerStep());
  }
}

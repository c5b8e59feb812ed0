package dev.xmcgan.model.training;

import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.training.state.TrainingState;

/**
 * Streams of random numbers for the changes of images before the discriminator sees them: functions
 * of the trainer's noise and of how much of it was drawn, so that they need no place in a
 * checkpoint.
 */
final class ImageChanges {

  // apart from the noise and from each other
  private static final long REAL = 0x7265616cL;
  private static final long FAKE = 0x66616b65L;
  private static final long MATCHED = 0x6d6174636865L;

  private ImageChanges() {}

  /** For the real images of a step. */
  static long ofReal(TrainingState state) {
    return stream(state, REAL);
  }

  /** For the generated images of a step. */
  static long ofGenerated(TrainingState state) {
    return stream(state, FAKE);
  }

  /** For the real images of an update on real pairs alone. */
  static long ofMatched(TrainingState state) {
    return stream(state, MATCHED);
  }

  private static long stream(TrainingState state, long side) {
    return CounterRandom.stream(state.noise().seed() ^ side, state.noise().draws());
  }
}

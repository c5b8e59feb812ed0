package dev.xmcgan.trainer.config;

import java.util.OptionalDouble;

/** How much each loss term counts; 0 leaves it out. */
public interface LossConfig {
  /** Image and sentence; by default the model's. */
  OptionalDouble sentence();

  /** Generated and real image of a caption; by default the model's. */
  OptionalDouble image();

  /** Regions and words; by default the model's. */
  OptionalDouble word();

  /** The discriminator's hinge loss on real images with other captions; by default the model's. */
  OptionalDouble mismatched();

  /**
   * How far the generator's drawings of rehearsed captions are from the anchor's; by default the
   * preset's.
   */
  OptionalDouble distillation();

  /**
   * How images of one caption from different noise are spread, held against its real one; each
   * caption is then drawn twice. By default the model's.
   */
  OptionalDouble energy();
}

package dev.xmcgan.trainer.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many steps each new pair earns, and how many new pairs a step takes. */
public interface PaceConfig {
  /** Steps that each new pair earns. */
  @WithDefault("0.125")
  double stepsPerPair();

  /**
   * As long as the window has fewer pairs, a new one earns more steps, in proportion, up to sixteen
   * times as many, and images are changed by themselves (augmentation); 0 if neither ever is.
   */
  @WithDefault("5000")
  int smallStream();

  /** Trains without pause, earned or not. */
  @WithDefault("false")
  @WithConverter(OnOrOff.class)
  boolean continuous();

  /** Share of a step's pairs, 0 to 1, taken from those not yet learned. */
  @WithDefault("0.25")
  double freshShare();

  /** Longest wait of a new pair for its first step, once there are enough for a step at all. */
  @WithDefault("5s")
  Duration freshPatience();
}

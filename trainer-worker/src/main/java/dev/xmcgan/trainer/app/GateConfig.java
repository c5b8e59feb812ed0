package dev.xmcgan.trainer.app;

import dev.xmcgan.trainer.gate.GateSettings.WithoutScores;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** What a checkpoint must pass before it is released: the keys under {@code gate}. */
public interface GateConfig {
  /** Whether checkpoints are judged; if not, each is released with the transaction it comes in. */
  @WithDefault("true")
  @WithConverter(OnOrOff.class)
  boolean enabled();

  /** Most held-out pairs whose captions are drawn, with the candidate and the served checkpoint. */
  @WithDefault("128")
  int images();

  /** Held-out pairs without which nothing is scored. */
  @WithDefault("32")
  int fewestPairs();

  /**
   * What becomes of a checkpoint when there are fewer: hold = it waits for a person, release = it
   * is served if its images are images.
   */
  @WithDefault("hold")
  WithoutScores withoutScores();

  /** By what share of the served one's KID may be higher, beyond its deviation over subsets. */
  @WithDefault("0.25")
  double kidMargin();

  /** By how much R-precision, 0 to 1, may be below the served one's. */
  @WithDefault("0.1")
  double rPrecisionMargin();
}

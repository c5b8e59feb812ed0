package dev.xmcgan.trainer.config;

import dev.xmcgan.schemas.limits.PairLimits;
import io.smallrye.config.WithDefault;

/** What an image may cost. */
public interface ImageConfig {
  /** Largest file in bytes. */
  @WithDefault("" + PairLimits.MAX_IMAGE_BYTES)
  int maxBytes();

  /** Most pixels that its header may claim. */
  @WithDefault("" + PairLimits.MAX_IMAGE_PIXELS)
  long maxPixels();

  /** Fewest pixels of its shorter edge. */
  @WithDefault("" + PairLimits.MIN_IMAGE_EDGE)
  int minEdge();

  /** Share of its pixels, 0 to 1, that must differ from the commonest colour; 0 takes all. */
  @WithDefault("" + PairLimits.MIN_IMAGE_CONTENT)
  double minContent();
}

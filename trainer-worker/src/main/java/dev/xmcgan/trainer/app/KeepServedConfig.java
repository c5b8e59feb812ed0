package dev.xmcgan.trainer.app;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Releases that are kept because they served for long: the keys under {@code keep-served}. */
public interface KeepServedConfig {
  /** The latest so many of them. */
  @WithDefault("5")
  int releases();

  /** How long that is, all times together. */
  @WithDefault("10m")
  Duration after();
}

package dev.xmcgan.trainer.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A trainer's configuration made of the keys that a test is about. */
public final class Keys {
  private static final Duration SHORT_PAUSE = Duration.ofMillis(50);

  private Keys() {}

  /** Of keys without {@code xmcgan.trainer.}; all others have their defaults. Not checked. */
  public static TrainerConfig of(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(Map.of("text-encoder", "none"));
    all.putAll(values);
    return TrainerKeys.read(Map.of(), all);
  }

  /** A trainer of that name with these keys, not checked, which soon tries again. */
  public static TrainerSettings trainer(String id, Path directory, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(Map.of("data-dir", directory.toString()));
    all.putAll(values);
    TrainerConfig config = of(all);
    return new TrainerSettings(config, id, RetentionSettings.of(config), SHORT_PAUSE);
  }
}

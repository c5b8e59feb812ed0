package dev.xmcgan.trainer.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Checks of configuration values; each message names the key. */
final class Checks {
  private static final List<String> ENCODER_FILES =
      List.of("config.json", "tokenizer.json", "model.safetensors");

  private Checks() {}

  static void that(boolean holds, String key, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.%s must be %s, but is %s".formatted(key, expected, actual));
    }
  }

  static void positive(String key, Duration value) {
    that(!value.isNegative() && !value.isZero(), key, "above 0", value);
  }

  static void share(String key, double value) {
    that(value >= 0 && value <= 1, key, "from 0 to 1", value);
  }

  static void file(String key, Path file) {
    that(Files.isRegularFile(file), key, "a file", file);
  }

  static void files(Path textEncoder) {
    for (String file : ENCODER_FILES) {
      that(
          Files.isRegularFile(textEncoder.resolve(file)),
          "text-encoder",
          "a directory that holds " + String.join(", ", ENCODER_FILES),
          textEncoder + " without " + file);
    }
  }
}

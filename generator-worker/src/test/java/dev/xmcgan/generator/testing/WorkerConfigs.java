package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.config.WorkerChecks;
import dev.xmcgan.generator.config.WorkerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configurations of workers from the keys that matter to a test. */
public final class WorkerConfigs {
  private WorkerConfigs() {}

  /**
   * Reads and checks keys as the application does.
   *
   * @param keys without {@code xmcgan.worker.}; all others have their defaults
   */
  public static WorkerConfig of(Map<String, String> keys) {
    return WorkerChecks.checked(unchecked(keys));
  }

  /** How micro-batches are formed, by the keys given. */
  public static WorkerConfig.Batching batching(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("text-encoder", "none");
    return unchecked(all).batching();
  }

  /** A directory that looks like a text encoder's; fakes do not look into it. */
  public static Path encoderIn(Path directory) {
    Path encoder = directory.resolve("encoder");
    try {
      Files.createDirectories(encoder);
      for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
        Files.writeString(encoder.resolve(file), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return encoder;
  }

  private static WorkerConfig unchecked(Map<String, String> keys) {
    Map<String, String> properties = new HashMap<>();
    keys.forEach((key, value) -> properties.put("xmcgan.worker." + key, value));
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(WorkerConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(WorkerConfig.class);
  }
}

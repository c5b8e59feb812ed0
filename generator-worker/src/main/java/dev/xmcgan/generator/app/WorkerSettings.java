package dev.xmcgan.generator.app;

import dev.xmcgan.generator.batching.BatchLimits;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.transport.InstanceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A worker's configuration, checked; messages name the key. The meaning: {@link WorkerConfig}. */
public record WorkerSettings(
    String id,
    String channel,
    Path textEncoder,
    Path dataDir,
    BatchLimits batch,
    DeviceChoice device,
    Precision precision,
    int lanes,
    int threads,
    boolean triesLanes,
    int extraGenerators,
    Duration statusInterval) {
  private static final int LARGEST_BATCH = 256;
  private static final int MOST_LANES = 64;
  private static final int DEFAULT_LANES = 4;
  private static final List<String> ENCODER_FILES =
      List.of("config.json", "tokenizer.json", "model.safetensors");

  public WorkerSettings {
    check(id.matches("[a-zA-Z0-9._-]{1,100}"), "id", "letters, digits, . _ -, at most 100", id);
    check(!channel.isBlank(), "channel", "the name of a release channel", channel);
    for (String file : ENCODER_FILES) {
      check(
          Files.isRegularFile(textEncoder.resolve(file)),
          "text-encoder",
          "a directory that holds " + String.join(", ", ENCODER_FILES),
          textEncoder + " without " + file);
    }
    check(
        precision == Precision.FLOAT32 || device != DeviceChoice.CPU,
        "precision",
        "float32 on a CPU",
        precision);
    check(lanes >= 1 && lanes <= MOST_LANES, "lanes", "1 to " + MOST_LANES, lanes);
    check(threads >= 1, "threads", "at least 1", threads);
    check(extraGenerators >= 1, "extra-generators", "at least 1", extraGenerators);
    check(
        !statusInterval.isNegative() && !statusInterval.isZero(),
        "status-interval",
        "above 0",
        statusInterval);
  }

  /** Takes the configuration over, threads from the machine where none are given. */
  public static WorkerSettings of(WorkerConfig config) {
    check(
        config.maxBatch() >= 1 && config.maxBatch() <= LARGEST_BATCH,
        "max-batch",
        "1 to " + LARGEST_BATCH,
        config.maxBatch());
    check(!config.linger().isNegative(), "linger", "0 or more", config.linger());
    check(!config.maxWait().isNegative(), "max-wait", "0 or more", config.maxWait());
    check(
        !config.latencyTarget().isNegative(),
        "latency-target",
        "0 or more",
        config.latencyTarget());
    int cores = Runtime.getRuntime().availableProcessors();
    int lanes =
        config
            .lanes()
            .orElse(config.device() == DeviceChoice.GPU ? 1 : Math.min(cores, DEFAULT_LANES));
    return new WorkerSettings(
        config.id().orElseGet(() -> InstanceId.of("generator-worker", config.dataDir())),
        config.channel(),
        config.textEncoder().toAbsolutePath(),
        config.dataDir().toAbsolutePath(),
        new BatchLimits(
            config.maxBatch(),
            config.linger(),
            config.maxWait(),
            Optional.of(config.latencyTarget()).filter(target -> !target.isZero())),
        config.device(),
        config.precision(),
        lanes,
        config.threads().orElse(Math.max(1, cores / Math.max(1, lanes))),
        config.laneTrial() && config.lanes().isEmpty() && config.threads().isEmpty(),
        config.extraGenerators(),
        config.statusInterval());
  }

  private static void check(boolean holds, String key, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          "xmcgan.worker.%s must be %s, but is %s".formatted(key, expected, actual));
    }
  }
}

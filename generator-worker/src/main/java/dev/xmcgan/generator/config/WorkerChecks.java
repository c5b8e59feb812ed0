package dev.xmcgan.generator.config;

import dev.xmcgan.generator.config.WorkerConfig.Batching;
import dev.xmcgan.generator.config.WorkerConfig.Drawing;
import dev.xmcgan.model.config.DeviceChoice.Kind;
import dev.xmcgan.model.config.Precision;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Refuses values of a worker's keys that cannot be; messages name key and value. */
public final class WorkerChecks {
  private static final int LARGEST_BATCH = 256;
  private static final double LEAST_WEIGHT = 0.01;
  private static final double LARGEST_WEIGHT = 100;
  private static final int MOST_LANES = 64;
  private static final String ID = "letters, digits, . _ -, at most 100";
  private static final List<String> ENCODER_FILES =
      List.of("config.json", "tokenizer.json", "model.safetensors");

  private WorkerChecks() {}

  /**
   * The configuration as it was given.
   *
   * @throws IllegalArgumentException for the first value that cannot be
   */
  public static WorkerConfig checked(WorkerConfig config) {
    config.id().ifPresent(id -> check(id.matches("[a-zA-Z0-9._-]{1,100}"), "id", ID, id));
    check(!config.channel().isBlank(), "channel", "the name of a release channel", "blank");
    for (String also : config.alsoServes().orElse(Set.of())) {
      check(
          !also.isBlank() && !also.equals(config.channel()),
          "also-serves",
          "names of release channels other than " + config.channel(),
          also);
    }
    for (String file : ENCODER_FILES) {
      check(
          Files.isRegularFile(config.textEncoder().resolve(file)),
          "text-encoder",
          "a directory that holds " + String.join(", ", ENCODER_FILES),
          config.textEncoder().toAbsolutePath() + " without " + file);
    }
    check(config.batching());
    check(config.drawing());
    check(
        config.extraGenerators() >= 1, "extra-generators", "at least 1", config.extraGenerators());
    Duration interval = config.statusInterval();
    check(interval.compareTo(Duration.ZERO) > 0, "status-interval", "above 0", interval);
    return config;
  }

  private static void check(Batching batching) {
    within("max-batch", OptionalInt.of(batching.maxBatch()), LARGEST_BATCH);
    notNegative("linger", batching.linger());
    notNegative("max-wait", batching.maxWait());
    batching
        .tenantWeights()
        .forEach(
            (tenant, weight) ->
                check(
                    weight >= LEAST_WEIGHT && weight <= LARGEST_WEIGHT,
                    "tenant-weights." + tenant,
                    "%s to %s".formatted(LEAST_WEIGHT, LARGEST_WEIGHT),
                    weight));
  }

  private static void check(Drawing drawing) {
    check(
        drawing.precision() != Precision.FLOAT16 || drawing.device().kind() != Kind.CPU,
        "precision",
        "float32 or bfloat16 on a CPU",
        drawing.precision());
    check(
        drawing.precision() != Precision.BFLOAT16 || drawing.device().kind() != Kind.GPU,
        "precision",
        "float32 or float16 on a GPU",
        drawing.precision());
    within("lanes", drawing.lanes(), MOST_LANES);
    within("threads", drawing.threads(), Integer.MAX_VALUE);
  }

  private static void within(String key, OptionalInt value, int most) {
    String expected = most == Integer.MAX_VALUE ? "at least 1" : "1 to " + most;
    value.ifPresent(each -> check(each >= 1 && each <= most, key, expected, each));
  }

  private static void notNegative(String key, Duration value) {
    check(!value.isNegative(), key, "0 or more", value);
  }

  private static void check(boolean holds, String key, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          "xmcgan.worker.%s must be %s, but is %s".formatted(key, expected, actual));
    }
  }
}

package dev.xmcgan.trainer.config;

import dev.xmcgan.model.config.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the values of {@link TrainerConfig}; each message names the key and the value. */
final class TrainerChecks {
  /** It becomes part of ids of groups, transactions and checkpoints. */
  private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Larger models there are none, and a record takes no larger image. */
  private static final int LARGEST_EDGE = 1024;

  private static final List<String> ENCODER_FILES =
      List.of("config.json", "tokenizer.json", "model.safetensors");

  private TrainerChecks() {}

  /**
   * Checks all of them.
   *
   * @throws IllegalArgumentException for the first that cannot be
   */
  static void check(TrainerConfig config) {
    int examples = ModelDefaults.training(config, ModelDefaults.preset(config)).examplesPerStep();
    ModelDefaults.hardNegatives(config, ModelDefaults.preset(config));
    String id = config.id().orElse("-");
    that(id.matches("[a-zA-Z0-9._-]{1,100}"), "id", "letters, digits, . _ -, at most 100", id);
    that(
        CHANNEL.matcher(config.channel()).matches(),
        "channel",
        "the name of a release channel: letters, digits, '.', '_' and '-', at most 64",
        config.channel());
    for (String file : ENCODER_FILES) {
      that(
          Files.isRegularFile(config.textEncoder().resolve(file)),
          "text-encoder",
          "a directory that holds " + String.join(", ", ENCODER_FILES),
          config.textEncoder() + " without " + file);
    }
    file("image-encoder", config.imageEncoder());
    atLeast(1, "threads", config.threads());
    atLeast(1, "curation-threads", config.curationThreads());
    atLeast(1, "embedding-bytes", config.embeddingBytes());
    int edge = config.imageSize().orElse(1);
    that(edge >= 1 && edge <= LARGEST_EDGE, "image-size", "1 to " + LARGEST_EDGE, edge);
    share("held-out-share", config.heldOutShare());
    double rehearsed = config.rehearsal().share();
    that(rehearsed >= 0 && rehearsed < 1, "rehearsal.share", "from 0 to below 1", rehearsed);
    atLeast(0, "rehearsal.captions", config.rehearsal().captions());
    atLeast(1, "window-bytes", config.windowBytes().orElse(1));
    int fewest = 2 * examples;
    that(
        config.windowPairs() >= fewest,
        "window-pairs",
        "at least " + fewest + ", twice what a step takes",
        config.windowPairs());
    positive("status-interval", config.statusInterval());
    positive("checkpoint-interval", config.checkpointInterval());
    that(
        !config.stateInterval().isNegative(),
        "state-interval",
        "0 or more",
        config.stateInterval());
    that(
        config.checkpointPrecision() != Precision.BFLOAT16,
        "checkpoint-precision",
        "float32 or float16",
        config.checkpointPrecision());
    positive("metrics-interval", config.metricsInterval());
    atLeast(1, "keep-checkpoints", config.keepCheckpoints());
    atLeast(0, "keep-served.releases", config.keepServed().releases());
    positive("keep-served.after", config.keepServed().after());
    check(config.pace(), examples);
    check(config.image());
    check(config.gate());
  }

  private static void check(PaceConfig pace, int examples) {
    share("fresh-share", pace.freshShare());
    that(
        pace.stepsPerPair() * examples >= 1 && pace.stepsPerPair() <= 1e6,
        "steps-per-pair",
        "at least 1/%d, so that every pair is learned once".formatted(examples),
        pace.stepsPerPair());
    atLeast(0, "small-stream", pace.smallStream());
    that(!pace.freshPatience().isNegative(), "fresh-patience", "0 or more", pace.freshPatience());
  }

  private static void check(ImageConfig image) {
    atLeast(1, "image.max-bytes", image.maxBytes());
    atLeast(1, "image.max-pixels", image.maxPixels());
    atLeast(1, "image.min-edge", image.minEdge());
    share("image.min-content", image.minContent());
  }

  private static void check(GateConfig gate) {
    atLeast(4, "gate.fewest-pairs", gate.fewestPairs());
    that(
        gate.images() >= gate.fewestPairs() && gate.images() <= 10_000,
        "gate.images",
        "gate.fewest-pairs to 10000",
        gate.images());
    that(gate.margin().kid() >= 0, "gate.margin.kid", "0 or more", gate.margin().kid());
    share("gate.margin.shares", gate.margin().shares());
    share("gate.margin.diversity", gate.margin().diversity());
    that(
        gate.rejections() >= 1 && gate.rejections() <= RetentionSettings.EVALUATIONS,
        "gate.rejections",
        "1 to " + RetentionSettings.EVALUATIONS,
        gate.rejections());
    file("gate.image-network", gate.imageNetwork());
    file("gate.caption-network", gate.captionNetwork());
    file("gate.caption-tokenizer", gate.captionTokenizer());
    that(
        gate.captionNetwork().isPresent() == gate.captionTokenizer().isPresent(),
        "gate.caption-tokenizer",
        "given with gate.caption-network",
        gate.captionTokenizer());
    that(
        gate.captionNetwork().isEmpty() || gate.imageNetwork().isPresent(),
        "gate.image-network",
        "given with gate.caption-network",
        gate.imageNetwork());
    that(
        gate.imageNetworkSize() >= 1 && gate.imageNetworkSize() <= 4096,
        "gate.image-network-size",
        "1 to 4096",
        gate.imageNetworkSize());
    atLeast(0, "gate.image-network-output", gate.imageNetworkOutput());
    atLeast(2, "gate.caption-tokens", gate.captionTokens());
  }

  static void that(boolean holds, String key, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.%s must be %s, but is %s".formatted(key, expected, actual));
    }
  }

  private static void atLeast(long least, String key, long value) {
    that(value >= least, key, least == 0 ? "0 or more" : "at least " + least, value);
  }

  private static void positive(String key, Duration value) {
    that(!value.isNegative() && !value.isZero(), key, "above 0", value);
  }

  private static void share(String key, double value) {
    that(value >= 0 && value <= 1, key, "from 0 to 1", value);
  }

  private static void file(String key, Optional<Path> file) {
    file.ifPresent(each -> that(Files.isRegularFile(each), key, "a file", each));
  }
}

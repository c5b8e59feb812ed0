package dev.xmcgan.trainer.app;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.cleanup.RetentionSettings;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.trainer.gate.GateSettings;
import dev.xmcgan.trainer.rehearsal.RehearsalSettings;
import dev.xmcgan.trainer.releases.ReleaseSettings;
import dev.xmcgan.trainer.replay.PaceSettings;
import dev.xmcgan.trainer.replay.WindowLimits;
import dev.xmcgan.trainer.training.LoopSettings;
import dev.xmcgan.transport.InstanceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A trainer's configuration, checked; messages name the key. The meaning: {@link TrainerConfig}.
 *
 * @param trainings how a model of a shape is trained: what is not given follows the shape
 * @param imageEncoders none or one
 */
public record TrainerSettings(
    LoopSettings loop,
    ModelConfig preset,
    Function<ModelConfig, TrainingConfig> trainings,
    Path textEncoder,
    Path embeddingDirectory,
    long embeddingBytes,
    List<Path> imageEncoders,
    DeviceChoice device,
    int threads,
    OptionalInt imageSize,
    ImageLimits limits,
    double heldOutShare,
    BlankImageRule blank,
    int curationThreads,
    Path curationDirectory,
    Duration statusInterval,
    ReleaseSettings releases,
    GateSettings gate) {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private static final Map<String, Supplier<ModelConfig>> PRESETS =
      Map.of(
          "starter-64", ModelConfig::starter64,
          "official-128", ModelConfig::official128,
          "official-256", ModelConfig::official256);

  /** Takes the configuration over, what is not given from the preset. */
  public static TrainerSettings of(TrainerConfig config) {
    Checks.that(
        PRESETS.containsKey(config.preset()),
        "preset",
        "one of " + PRESETS.keySet().stream().sorted().toList(),
        config.preset());
    Checks.files(config.textEncoder());
    config
        .imageEncoder()
        .filter(file -> !PretrainedImageEncoder.isBuiltIn(file))
        .ifPresent(file -> Checks.file("image-encoder", file));
    Checks.that(config.threads() >= 1, "threads", "at least 1", config.threads());
    Checks.that(
        config.curationThreads() >= 1, "curation-threads", "at least 1", config.curationThreads());
    Checks.positive("status-interval", config.statusInterval());
    Checks.that(
        config.embeddingBytes() >= 1, "embedding-bytes", "at least 1", config.embeddingBytes());
    Checks.share("image.min-content", config.image().minContent());
    Checks.share("held-out-share", config.heldOutShare());
    Checks.that(config.imageSize().orElse(1) >= 1, "image-size", "at least 1", config.imageSize());
    ModelConfig preset = PRESETS.get(config.preset()).get();
    int examples = training(config, preset).examplesPerStep();
    hardNegatives(config, preset);
    String id = config.id().orElseGet(() -> InstanceId.of("trainer", config.dataDir()));
    LoopSettings loop = loop(config, id, examples);
    return new TrainerSettings(
        loop,
        preset,
        model -> training(config, model),
        config.textEncoder().toAbsolutePath(),
        config.dataDir().toAbsolutePath().resolve("embeddings"),
        config.embeddingBytes(),
        config.imageEncoder().stream().toList(),
        config.device(),
        config.threads(),
        config.imageSize(),
        limits(config.image()),
        config.heldOutShare(),
        new BlankImageRule(config.image().minContent()),
        config.curationThreads(),
        config.dataDir().toAbsolutePath().resolve("curation"),
        config.statusInterval(),
        new ReleaseSettings(
            id,
            config.channel(),
            config.gate().enabled(),
            config.autoRelease(),
            config.rollback(),
            config.gate().rejections()),
        GateKeys.settings(config));
  }

  /** The rules of curation at an image size. */
  public CurationRules rules(int size) {
    return new CurationRules(size, limits, blank, heldOutShare);
  }

  /** How a model that starts from nothing is trained. */
  public TrainingConfig training() {
    return trainings.apply(preset);
  }

  private static TrainingConfig training(TrainerConfig config, ModelConfig model) {
    TrainingConfig defaults =
        isOfficial(model) ? TrainingConfig.official() : TrainingConfig.starter();
    try {
      return new TrainingConfig(
          config.batchSize().orElse(defaults.batchSize()),
          config.learningRate().generator().orElse(defaults.generatorLearningRate()),
          config.learningRate().discriminator().orElse(defaults.discriminatorLearningRate()),
          config.discriminatorSteps().orElse(defaults.discriminatorSteps()),
          config.matchingPairs().orElse(defaults.matchingPairs()),
          config.falseCaptions().orElse(defaults.falseCaptions()),
          config.emaDecay().orElse(defaults.emaDecay()),
          defaults.emaWarmUp(),
          defaults.statisticsEvery(),
          losses(config.losses(), defaults.losses()),
          Augmentation.parse(config.augmentation()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.batch-size, discriminator-steps, matching-pairs, learning-rate, ema-decay,"
              + " losses or augmentation: "
              + e.getMessage(),
          e);
    }
  }

  private static LossWeights losses(TrainerConfig.Losses config, LossWeights defaults) {
    return new LossWeights(
        config.sentence().orElse(defaults.sentence()),
        config.image().orElse(defaults.image()),
        config.word().orElse(defaults.word()),
        config.mismatched().orElse(defaults.mismatched()),
        config.distillation().orElse(defaults.distillation()),
        config.energy().orElse(defaults.energy()),
        defaults.generatorContrast());
  }

  private static HardNegatives hardNegatives(TrainerConfig config, ModelConfig model) {
    HardNegatives starter = HardNegatives.starter();
    int usual = isOfficial(model) ? 1 : starter.groupSize();
    try {
      return new HardNegatives(
          config.hardNegatives().groupSize().orElse(usual),
          config.hardNegatives().candidates().orElse(starter.candidates()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("xmcgan.trainer.hard-negatives: " + e.getMessage(), e);
    }
  }

  /** Of the authors' shape, whatever it is called. */
  private static boolean isOfficial(ModelConfig model) {
    return model.pooling() == Pooling.OFFICIAL;
  }

  private static LoopSettings loop(TrainerConfig config, String id, int examples) {
    Checks.that(
        id.matches("[a-zA-Z0-9._-]{1,100}"), "id", "letters, digits, . _ -, at most 100", id);
    Checks.that(
        !config.channel().isBlank(), "channel", "the name of a release channel", config.channel());
    Checks.that(
        config.windowPairs() >= 2 * examples,
        "window-pairs",
        "at least " + 2 * examples + ", twice what a step takes",
        config.windowPairs());
    Checks.that(
        config.windowBytes().orElse(1) >= 1,
        "window-bytes",
        "at least 1",
        config.windowBytes().orElse(1));
    Checks.share("fresh-share", config.freshShare());
    Checks.that(
        config.stepsPerPair() * examples >= 1 && config.stepsPerPair() <= 1e6,
        "steps-per-pair",
        "at least 1/%d, so that every pair is learned once".formatted(examples),
        config.stepsPerPair());
    Checks.that(config.smallStream() >= 0, "small-stream", "0 or more", config.smallStream());
    Checks.that(
        !config.freshPatience().isNegative(),
        "fresh-patience",
        "0 or more",
        config.freshPatience());
    Checks.positive("checkpoint-interval", config.checkpointInterval());
    Checks.positive("metrics-interval", config.metricsInterval());
    Checks.that(
        config.keepCheckpoints() >= 1, "keep-checkpoints", "at least 1", config.keepCheckpoints());
    Checks.that(
        config.keepServed().releases() >= 0,
        "keep-served.releases",
        "0 or more",
        config.keepServed().releases());
    Checks.positive("keep-served.after", config.keepServed().after());
    return new LoopSettings(
        id,
        config.channel(),
        config.autoRelease() && !config.gate().enabled(),
        config.seed(),
        new WindowLimits(config.windowPairs(), config.windowBytes()),
        new PaceSettings(
            config.stepsPerPair(),
            config.smallStream(),
            config.continuous(),
            config.freshShare(),
            config.freshPatience()),
        model -> hardNegatives(config, model),
        rehearsal(config.rehearsal()),
        config.checkpointInterval(),
        config.metricsInterval(),
        PAUSE_AFTER_FAILURE,
        RetentionSettings.keeping(config.keepCheckpoints())
            .serving(config.keepServed().releases(), config.keepServed().after()),
        config.dataDir().toAbsolutePath().resolve("checkpoints"));
  }

  private static RehearsalSettings rehearsal(TrainerConfig.Rehearsal config) {
    try {
      return new RehearsalSettings(config.share(), config.captions());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("xmcgan.trainer.rehearsal." + e.getMessage(), e);
    }
  }

  private static ImageLimits limits(ImageConfig image) {
    Checks.that(image.maxBytes() >= 1, "image.max-bytes", "at least 1", image.maxBytes());
    Checks.that(image.maxPixels() >= 1, "image.max-pixels", "at least 1", image.maxPixels());
    Checks.that(image.minEdge() >= 1, "image.min-edge", "at least 1", image.minEdge());
    return new ImageLimits(image.maxBytes(), image.maxPixels(), image.minEdge());
  }
}

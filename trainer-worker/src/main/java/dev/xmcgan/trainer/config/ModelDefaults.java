package dev.xmcgan.trainer.config;

import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.ModelShapes;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What of the keys is not given follows the shape of the model that is trained. */
final class ModelDefaults {
  private static final Map<String, Supplier<ModelConfig>> PRESETS =
      Map.of(
          "starter-64", ModelConfig::starter64,
          "official-128", ModelConfig::official128,
          "official-256", ModelConfig::official256);

  private ModelDefaults() {}

  /**
   * The shape of a model that starts from nothing.
   *
   * @throws IllegalArgumentException for a preset that there is not, or a shape that cannot be
   */
  static ModelConfig preset(TrainerConfig config) {
    TrainerChecks.that(
        PRESETS.containsKey(config.preset()),
        "preset",
        "one of " + PRESETS.keySet().stream().sorted().toList(),
        config.preset());
    ModelConfig preset = PRESETS.get(config.preset()).get();
    ModelShape keys = config.model();
    ModelConfig sized = changed(keys.imageSize(), "image-size", preset, ModelShapes::atImageSize);
    ModelConfig drawing =
        changed(
            keys.generatorWidth(),
            "generator-width",
            sized,
            (model, width) -> model.withWidths(width, model.discriminatorWidth()));
    ModelConfig judging =
        changed(
            keys.discriminatorWidth(),
            "discriminator-width",
            drawing,
            (model, width) -> model.withWidths(model.generatorWidth(), width));
    ModelConfig reading =
        changed(
            keys.textWidth(),
            "text-width",
            judging,
            (model, width) -> ModelShapes.forText(model, width, model.maxWords()));
    return changed(
        keys.maxWords(),
        "max-words",
        reading,
        (model, words) -> ModelShapes.forText(model, model.textWidth(), words));
  }

  private static ModelConfig changed(
      OptionalInt value,
      String key,
      ModelConfig model,
      BiFunction<ModelConfig, Integer, ModelConfig> change) {
    if (value.isEmpty()) {
      return model;
    }
    try {
      return change.apply(model, value.getAsInt());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.model.%s cannot be %d: %s"
              .formatted(key, value.getAsInt(), e.getMessage()),
          e);
    }
  }

  /**
   * How a model of a shape is trained.
   *
   * @throws IllegalArgumentException naming the keys, one of which cannot be
   */
  static TrainingConfig training(TrainerConfig config, ModelConfig model) {
    TrainingConfig defaults =
        isOfficial(model) ? TrainingConfig.official() : TrainingConfig.starter();
    int batch = config.batchSize().orElse(defaults.batchSize());
    int group = batch % defaults.groupSize() == 0 ? defaults.groupSize() : batch;
    try {
      return new TrainingConfig(
          batch,
          config.batchGroupSize().orElse(isOfficial(model) ? group : batch),
          config.learningRate().generator().orElse(defaults.generatorLearningRate()),
          config.learningRate().discriminator().orElse(defaults.discriminatorLearningRate()),
          config.discriminatorSteps().orElse(defaults.discriminatorSteps()),
          config.matchingPairs().orElse(defaults.matchingPairs()),
          config.falseCaptions().orElse(defaults.falseCaptions()),
          config.flips(),
          config.emaDecay().orElse(defaults.emaDecay()),
          defaults.emaWarmUp(),
          defaults.statisticsEvery(),
          losses(config.losses(), defaults.losses()),
          Augmentation.parse(config.augmentation()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.batch-size, batch-group-size, discriminator-steps, matching-pairs, learning-rate, ema-decay,"
              + " losses or augmentation: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Which pairs meet in a batch of a model of a shape.
   *
   * @throws IllegalArgumentException naming the keys, one of which cannot be
   */
  static HardNegatives hardNegatives(TrainerConfig config, ModelConfig model) {
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

  private static LossWeights losses(LossConfig config, LossWeights defaults) {
    return new LossWeights(
        config.sentence().orElse(defaults.sentence()),
        config.image().orElse(defaults.image()),
        config.word().orElse(defaults.word()),
        config.mismatched().orElse(defaults.mismatched()),
        config.distillation().orElse(defaults.distillation()),
        config.energy().orElse(defaults.energy()),
        defaults.assignment());
  }

  /** Of the authors' shape, whatever it is called. */
  private static boolean isOfficial(ModelConfig model) {
    return model.pooling() == Pooling.OFFICIAL;
  }
}

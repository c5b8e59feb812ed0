package dev.xmcgan.lab.training;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.lab.captions.CompatibleSceneCaptions;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to train, and what, when it is a model of its own. */
final class TrainingOptions {
  private static final String NONE = "none";

  @Option(names = "--batch", paramLabel = "B", description = "Pairs per update (default: 16).")
  private Optional<Integer> batch;

  @Option(
      names = "--group",
      paramLabel = "N",
      description =
          "Pairs that share a pass, its statistics and its negatives; B is a multiple of it, and"
              + " memory goes by it (default: B).")
  private Optional<Integer> group;

  @Option(names = "--lr-generator", paramLabel = "RATE", description = "Default: 5e-4.")
  private Optional<Double> generatorRate;

  @Option(names = "--lr-discriminator", paramLabel = "RATE", description = "Default: 8e-4.")
  private Optional<Double> discriminatorRate;

  @Option(
      names = "--ema-decay",
      paramLabel = "SHARE",
      description =
          "How much of the averaged generator, which draws, stays at each iteration (default:"
              + " 0.999).")
  private Optional<Double> emaDecay;

  @Option(
      names = "--discriminator-steps",
      paramLabel = "N",
      description =
          "Discriminator updates for each of the generator; 0 for a generator that learns from"
              + " --assignment or --energy alone (default: 1).")
  private Optional<Integer> discriminatorSteps;

  @Option(
      names = "--matching",
      paramLabel = "N",
      description =
          "Pairs of one more discriminator update in each iteration, on real images alone; 0 for"
              + " none (default: 32).")
  private Optional<Integer> matching;

  @Option(
      names = "--false-captions",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether each image is also set against its caption made false by"
              + " exchanging words (default: false).")
  private Optional<Boolean> falseCaptions;

  @Option(
      names = "--flips",
      description = "Mirrors real images, each by an even chance, as the official code does.")
  private boolean flips;

  @Option(
      names = "--mask-true-captions",
      description =
          "Captions of scenes that may be true of an image are not its negatives, though another's:"
              + " 'a red circle' and 'a red circle on sand'.")
  private boolean maskTrueCaptions;

  @Option(
      names = "--terse",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Of captions that are the shortest of their image, which leave most open, beside those"
              + " that chance brings (default: ${DEFAULT-VALUE}).")
  private double terse;

  @Option(
      names = "--other-words",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Of the words for colours, shapes and sizes in captions of scenes for which others are"
              + " said, such as crimson or hoop (default: ${DEFAULT-VALUE}).")
  private double otherWords;

  @Option(
      names = "--augment",
      paramLabel = "KINDS",
      defaultValue = NONE,
      description =
          "Random changes before the discriminator looks: colour,translation,cutout, or some of"
              + " them (default: ${DEFAULT-VALUE}).")
  private String augmentation;

  @Option(
      names = "--similar",
      paramLabel = "N",
      description =
          "Pairs with like captions that are put into a batch together, 1 for none (default: 4).")
  private Optional<Integer> similar;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "Pairs among which the alike are looked for (default: 1024).")
  private Optional<Integer> candidates;

  @Option(
      names = "--width",
      paramLabel = "W",
      description = "Of both networks of a fresh model, gf = df (default: 16).")
  private Optional<Integer> width;

  @Option(
      names = "--modulation",
      description =
          "Self-modulation of a fresh model: ${COMPLETION-CANDIDATES} (default: ATTENTIONAL).")
  private Optional<SelfModulation> modulation;

  @Option(
      names = "--upsampling",
      description =
          "How a fresh model doubles its maps: ${COMPLETION-CANDIDATES}; the paper's is NEAREST"
              + " (default: SMOOTH).")
  private Optional<Upsampling> upsampling;

  @Option(
      names = "--pixel-noise",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether a fresh model's generator gets noise for each pixel, which the paper's does not"
              + " (default: true).")
  private Optional<Boolean> pixelNoise;

  @Mixin private LossOptions losses;

  /** How to train. */
  TrainingConfig training() {
    TrainingConfig usual = TrainingConfig.starter();
    return checked(
        () ->
            new TrainingConfig(
                batch.orElse(usual.batchSize()),
                group.or(() -> batch).orElse(usual.groupSize()),
                generatorRate.orElse(usual.generatorLearningRate()),
                discriminatorRate.orElse(usual.discriminatorLearningRate()),
                discriminatorSteps.orElse(usual.discriminatorSteps()),
                matching.orElse(usual.matchingPairs()),
                falseCaptions.orElse(usual.falseCaptions()),
                flips,
                emaDecay.orElse(usual.emaDecay()),
                usual.emaWarmUp(),
                usual.statisticsEvery(),
                losses.weights(usual.losses()),
                Augmentation.parse(augmentation)));
  }

  /** The same encoders, negatives chosen as asked for. */
  FrozenEncoders negatives(FrozenEncoders encoders) {
    return maskTrueCaptions ? encoders.withNegativesBy(new CompatibleSceneCaptions()) : encoders;
  }

  /** Scenes under captions as asked for. */
  ScenePool scenes(int count, long seed, ModelConfig model) {
    return losses.assigns()
        ? checked(
            () ->
                ScenePool.drawFromNoise(count, seed, terse, model.imageSize(), model.noiseSize())
                    .withOtherWords(otherWords))
        : captions(ScenePool.draw(count, seed, Drift.none(), model.imageSize()));
  }

  /** The same pairs under captions as asked for. */
  ScenePool captions(ScenePool pool) {
    return checked(() -> pool.withTerse(terse).withOtherWords(otherWords));
  }

  /** Which pairs meet in a batch. */
  HardNegatives hardNegatives() {
    HardNegatives usual = HardNegatives.starter();
    int group = similar.orElse(usual.groupSize());
    return checked(() -> new HardNegatives(group, candidates.orElse(usual.candidates())));
  }

  /** The shape of a fresh model. */
  ModelConfig fresh() {
    ModelConfig usual = ModelConfig.starter64();
    int units = width.orElse(usual.generatorWidth());
    return checked(
        () ->
            usual
                .with(modulation.orElse(usual.modulation()))
                .with(upsampling.orElse(usual.upsampling()))
                .withPixelNoise(pixelNoise.orElse(usual.pixelNoise()))
                .withWidths(units, units));
  }

  /** Whether there are options that only a fresh model can follow. */
  boolean shapesAModel() {
    return width.isPresent()
        || modulation.isPresent()
        || upsampling.isPresent()
        || pixelNoise.isPresent();
  }

  private static <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }
}

package dev.xmcgan.trainer.config;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.transport.InstanceId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A trainer's keys, and what follows from them: its name, directories, and values that depend on
 * the model.
 *
 * @param id its key on worker-status and training-metrics, and the maker of its checkpoints
 * @param retention how many checkpoints are kept beside those that are released
 * @param pauseAfterFailure before training begins anew, times the failures in a row
 */
public record TrainerSettings(
    TrainerConfig config, String id, RetentionSettings retention, Duration pauseAfterFailure) {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  /**
   * Checks the keys and takes them over.
   *
   * @throws IllegalArgumentException naming the key that cannot be
   */
  public static TrainerSettings of(TrainerConfig config) {
    TrainerChecks.check(config);
    return new TrainerSettings(
        config,
        config.id().orElseGet(() -> InstanceId.of("trainer", config.dataDir())),
        RetentionSettings.of(config),
        PAUSE_AFTER_FAILURE);
  }

  /** Where one part of the trainer keeps its working files, by what they are. */
  public Path directory(String... names) {
    Path directory = config.dataDir().toAbsolutePath();
    for (String name : names) {
      directory = directory.resolve(name);
    }
    return directory;
  }

  /** Whether the channel learns pairs of a source. */
  public boolean learns(String source) {
    return config.sources().map(sources -> sources.contains(source)).orElse(true);
  }

  /** Whether a checkpoint is released in the transaction it comes in, for no gate judges it. */
  public boolean releasesUnjudged() {
    return config.autoRelease() && !config.gate().enabled();
  }

  /** Shape of a model that starts from nothing. */
  public ModelConfig preset() {
    return ModelDefaults.preset(config);
  }

  /** How a model of a shape is trained: what is not given follows the shape. */
  public TrainingConfig training(ModelConfig model) {
    return ModelDefaults.training(config, model);
  }

  /** Which pairs meet in a batch of a model of a shape. */
  public HardNegatives hardNegatives(ModelConfig model) {
    return ModelDefaults.hardNegatives(config, model);
  }

  /**
   * Most pairs in the replay window: the tighter of its two limits holds.
   *
   * @param imageBytes of one image
   * @param least pairs that training cannot do with fewer of
   * @throws IllegalArgumentException naming the key that leaves room for fewer
   */
  public int windowPairs(int imageBytes, int least) {
    long bytes = config.windowBytes().orElse(Long.MAX_VALUE);
    TrainerChecks.that(
        bytes / imageBytes >= least,
        "window-bytes",
        "at least %d for %d images of %d bytes"
            .formatted((long) least * imageBytes, least, imageBytes),
        bytes);
    TrainerChecks.that(
        config.windowPairs() >= least,
        "window-pairs",
        "at least %d for the model that is trained".formatted(least),
        config.windowPairs());
    return (int) Math.min(config.windowPairs(), bytes / imageBytes);
  }

  /** The rules of curation at an image size. */
  public CurationRules rules(int size) {
    ImageConfig image = config.image();
    return new CurationRules(
        size,
        new ImageLimits(image.maxBytes(), image.maxPixels(), image.minEdge()),
        new BlankImageRule(image.minContent()),
        config.heldOutShare());
  }
}

package dev.xmcgan.trainer.config;

import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Precision;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The keys of a trainer worker. */
@ConfigMapping(prefix = "xmcgan.trainer")
public interface TrainerConfig {
  /**
   * This trainer's name: its key on worker-status and training-metrics, and the maker of its
   * checkpoints. By default made of the host's name and a suffix that stays in the data directory.
   */
  Optional<String> id();

  /** The release channel it goes on from and releases to. */
  @WithDefault("stable")
  String channel();

  /** Learns the pairs of these sources alone, and is judged by theirs; by default of all. */
  Optional<Set<String>> sources();

  /** Whether each checkpoint that passes the gate is released; if not, somebody else decides. */
  @WithDefault("true")
  @WithConverter(OnOrOff.class)
  boolean autoRelease();

  /** What a checkpoint must pass before it is released. */
  GateConfig gate();

  /**
   * Whether a release that workers refuse, that spoils requests or that the gate rejects is taken
   * back.
   */
  @WithDefault("true")
  @WithConverter(OnOrOff.class)
  boolean rollback();

  /** Directory of the text encoder in the Hugging Face layout. */
  Path textEncoder();

  /**
   * TorchScript file of a pretrained image encoder, (B,3,H,W) in [0,1] to (B,K), for one more
   * contrastive term of the generator; without it there is none.
   */
  Optional<Path> imageEncoder();

  /** Working files; Kafka has all that must last. */
  @WithDefault("data/trainer-worker")
  Path dataDir();

  /**
   * Shape of the model when training starts from nothing. A checkpoint brings its own, and what is
   * not given of batch size, rates and losses is that of its shape.
   */
  @WithDefault("starter-64")
  String preset();

  /** What is other than the preset's of the shape of a model that starts from nothing. */
  ModelShape model();

  /** Where to train; auto = a GPU where there is one. */
  @WithDefault("auto")
  DeviceChoice device();

  /** Threads of the tensor library; 1 leaves the other cores to serving. */
  @WithDefault("1")
  int threads();

  /** Seed of fresh networks, noise and the draw of pairs. */
  @WithDefault("0")
  long seed();

  /** Pairs of an update, at least 2; by default the model's. */
  OptionalInt batchSize();

  /**
   * Pairs that share a pass, its statistics and its negatives; divides the pairs of an update. By
   * default all of them, and of an official model eight.
   */
  OptionalInt batchGroupSize();

  /** Updates of the discriminator for each of the generator; by default the model's. */
  OptionalInt discriminatorSteps();

  /**
   * Pairs of one more update of the discriminator in each step, on real images alone; 0 for none,
   * by default the model's.
   */
  OptionalInt matchingPairs();

  /** Whether real images are mirrored in training, each by an even chance. */
  @WithDefault("false")
  boolean flips();

  /**
   * Whether each image is also set against its caption made false by exchanging words; by default
   * the model's.
   */
  Optional<@WithConverter(OnOrOff.class) Boolean> falseCaptions();

  /** Step sizes of Adam. */
  LearningRate learningRate();

  /** Step sizes of Adam. */
  interface LearningRate {
    /** The generator's; by default the model's. */
    OptionalDouble generator();

    /** The discriminator's; by default the model's. */
    OptionalDouble discriminator();
  }

  /**
   * How much of the averaged generator, which draws, stays at each step; by default the model's.
   */
  OptionalDouble emaDecay();

  /** How much each loss term counts. */
  LossConfig losses();

  /** What was learned before, drawn again by the checkpoint that training began with. */
  Rehearsal rehearsal();

  /** What was learned before, drawn again by the checkpoint that training began with. */
  interface Rehearsal {
    /** Share of those examples of a step that are not new pairs, 0 to below 1. */
    @WithDefault("0.5")
    double share();

    /** Captions remembered of all that were ever learned. */
    @WithDefault("4096")
    int captions();
  }

  /**
   * Random changes before the discriminator looks at an image, against learning few images by
   * heart: auto = shifts of images of a small stream, the more of them the smaller it is; none, or
   * of colour, translation, cutout with commas between them, of all images.
   */
  @WithDefault("auto")
  String augmentation();

  /** Which pairs meet in a batch. */
  HardNegatives hardNegatives();

  /** Which pairs meet in a batch: beside pairs with like captions, fine differences are learned. */
  interface HardNegatives {
    /**
     * Pairs with like captions put together; 1 draws all at even chances; by default the model's.
     */
    OptionalInt groupSize();

    /** Pairs among which the alike are looked for; by default the model's. */
    OptionalInt candidates();
  }

  /** Most pairs in the replay window; the image of one of 64 x 64 pixels takes 12 KB of disk. */
  @WithDefault("20000")
  int windowPairs();

  /** Most bytes of disk for the images of the replay window; without it only pairs are counted. */
  OptionalLong windowBytes();

  /** Most bytes of disk for embeddings of captions, so that each is computed once. */
  @WithDefault("2147483648")
  long embeddingBytes();

  /** How many steps each new pair earns. */
  @WithParentName
  PaceConfig pace();

  /** Between two checkpoints while training goes on. */
  @WithDefault("60s")
  Duration checkpointInterval();

  /**
   * Training, rest not counted, after which a checkpoint holds the state of training, too; so much
   * at most is done again when a trainer is killed. 0 = every checkpoint holds it.
   */
  @WithDefault("10m")
  Duration stateInterval();

  /**
   * Of the weights that serve and judge: float32, or float16, half the bytes on Kafka, for images
   * whose values differ by a few of 255. What training goes on from is float32 in any case.
   */
  @WithDefault("float32")
  Precision checkpointPrecision();

  /**
   * The newest so many checkpoints can be served even when they are not released; older ones go,
   * but for what is released and what it takes to go on.
   */
  @WithDefault("5")
  int keepCheckpoints();

  /** Releases that are kept because they served for long. */
  KeepServed keepServed();

  /** Releases that are kept because they served for long. */
  interface KeepServed {
    /** The latest so many of them. */
    @WithDefault("5")
    int releases();

    /** How long that is, all times together. */
    @WithDefault("10m")
    Duration after();
  }

  /** Between two records on training-metrics while training goes on. */
  @WithDefault("1s")
  Duration metricsInterval();

  /** How often the status is published when nothing changes. */
  @WithDefault("3s")
  Duration statusInterval();

  /**
   * Edge of curated images in pixels, the largest that the model of any channel needs, and the same
   * at all trainers; each shrinks to its own model's. By default that of the model that is trained,
   * or of a larger one that another channel serves or trains, also when that comes later.
   */
  OptionalInt imageSize();

  /** Share of images, 0 to 1, that are never trained on. */
  @WithDefault("0.05")
  double heldOutShare();

  /** What an image may cost. */
  ImageConfig image();

  /** Threads that curate. */
  @WithDefault("1")
  int curationThreads();
}

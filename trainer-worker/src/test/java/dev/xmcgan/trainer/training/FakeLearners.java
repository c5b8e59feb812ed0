package dev.xmcgan.trainer.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.ReadCaption;
import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.learning.NonFiniteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Learners whose whole knowledge is the captions they were shown, step by step; the knowledge is in
 * the checkpoint's files as text.
 */
final class FakeLearners implements LearnerSource {
  /** Words of a caption that are read. */
  static final int LONGEST_READ = 6;

  static final int EXAMPLES = 4;
  static final String TEXT_ENCODER = "fake@123456789012";
  static final int GENERATOR_EXAMPLES = 2;

  /** Steps whose number this accepts come out as NaN; asked at each try. */
  volatile LongPredicate nonFinite = step -> false;

  /** Steps whose number this accepts kill the process, as far as a thread can play that. */
  volatile LongPredicate fatal = step -> false;

  /** Checkpoints that can be served, not trained on. */
  volatile Set<String> untrainable = Set.of();

  /** How each learner of this source came to be, e.g. {@code created} or a checkpoint's id. */
  final List<String> origins = new CopyOnWriteArrayList<>();

  /** Factor on the learning rates of each learner that went on from a checkpoint. */
  final List<Double> rates = new CopyOnWriteArrayList<>();

  /** Checkpoints that were opened to draw with. */
  final List<String> painted = new CopyOnWriteArrayList<>();

  /** Every caption that was asked about, which is once for each time that its pair is read. */
  final List<String> read = new CopyOnWriteArrayList<>();

  /** Hears of each of these. */
  volatile Consumer<String> onRead = caption -> {};

  /** Every caption that was in a step that was taken. */
  final List<String> learned = new CopyOnWriteArrayList<>();

  @Override
  public Learner create() {
    origins.add("created");
    return new FakeLearner(new ArrayList<>());
  }

  @Override
  public Learner resume(Checkpoint manifest, Path directory, double rate) throws IOException {
    Path state = directory.resolve("trainer.safetensors");
    if (untrainable.contains(manifest.getCheckpointId())) {
      throw new CheckpointException(directory.resolve("discriminator.safetensors"), "is missing");
    }
    origins.add(manifest.getCheckpointId());
    rates.add(rate);
    if (!Files.exists(state)) {
      return new FakeLearner(new ArrayList<>());
    }
    String text = Files.readString(state);
    if (text.contains("poison")) {
      throw new CheckpointException(state, "is poisoned");
    }
    return new FakeLearner(new ArrayList<>(text.isEmpty() ? List.of() : text.lines().toList()));
  }

  /** Each image is the hash of its caption and seed, over and over. */
  @Override
  public Painting open(Checkpoint manifest, Path directory) {
    int size = ModelConfig.fromJson(manifest.getModelConfig()).imageSize();
    painted.add(manifest.getCheckpointId());
    return new Painting() {
      @Override
      public List<GeneratedImage> draw(List<ImageRequest> requests, boolean urgent) {
        return requests.stream().map(each -> image(size, each)).toList();
      }

      @Override
      public void close() {}
    };
  }

  private static GeneratedImage image(int size, ImageRequest request) {
    byte[] rgb = new byte[size * size * 3];
    Arrays.fill(rgb, (byte) (request.caption().hashCode() + Long.hashCode(request.seed())));
    return new GeneratedImage(size, rgb, true);
  }

  @Override
  public ReadCaption read(String caption, ModelConfig model) {
    read.add(caption);
    onRead.accept(caption);
    String[] words = caption.split(" ");
    int longest = Math.min(words.length, LONGEST_READ);
    return new ReadCaption(
        words.length, longest, String.join(" ", List.of(words).subList(0, longest)));
  }

  @Override
  public String textEncoder() {
    return TEXT_ENCODER;
  }

  @Override
  public String device() {
    return "fake";
  }

  @Override
  public void close() {}

  /** What a checkpoint's state says was learned, one line a step. */
  static List<String> steps(Path directory) throws IOException {
    return Files.readAllLines(directory.resolve("trainer.safetensors"));
  }

  private final class FakeLearner implements Learner {
    private final List<String> knowledge;

    FakeLearner(List<String> knowledge) {
      this.knowledge = knowledge;
    }

    @Override
    public int examplesPerStep() {
      return EXAMPLES;
    }

    @Override
    public int generatorExamples() {
      return GENERATOR_EXAMPLES;
    }

    @Override
    public StepMetrics step(List<TrainingExample> examples) {
      long step = stepCount() + 1;
      if (fatal.test(step)) {
        throw new AssertionError("killed at step " + step);
      }
      if (nonFinite.test(step)) {
        throw new NonFiniteException("d_loss is NaN", null);
      }
      List<String> captions = examples.stream().map(TrainingExample::caption).toList();
      learned.addAll(captions);
      knowledge.add(String.join("|", captions));
      return new StepMetrics(step, Map.of("d_loss", (double) step, "g_loss", 1.0));
    }

    @Override
    public Map<String, Double> measure() {
      return Map.of("ema_drift", 0.5);
    }

    @Override
    public long stepCount() {
      return knowledge.size();
    }

    @Override
    public long pairsSeen() {
      return (long) knowledge.size() * EXAMPLES;
    }

    @Override
    public ModelConfig config() {
      return ModelConfig.starter64();
    }

    @Override
    public void save(Path directory, Precision precision) throws IOException {
      saveNetworks(directory, precision);
      Files.write(
          directory.resolve("trainer.safetensors"), String.join("\n", knowledge).getBytes(UTF_8));
    }

    @Override
    public void saveNetworks(Path directory, Precision precision) throws IOException {
      byte[] weights = new byte[2_000_000]; // more than one chunk
      Arrays.fill(weights, (byte) knowledge.size());
      Files.write(directory.resolve("generator.safetensors"), weights);
      Files.writeString(directory.resolve("config.json"), config().toJson());
    }

    @Override
    public void close() {}
  }
}

package dev.xmcgan.trainer.learning;

import ai.djl.Device;
import dev.xmcgan.datasets.scenes.FalseSceneCaptions;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.ReadCaption;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.NonFiniteStepException;
import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Trains and draws with XMC-GAN: makes trainers, and generators beside them, over one text encoder,
 * which is loaded once.
 */
public final class XmcGan implements LearnerSource {
  private final ModelConfig preset;
  private final Function<ModelConfig, TrainingConfig> training;
  private final TextEncoder encoder;
  private final List<PretrainedImageEncoder> imageEncoders;
  private final Device device;
  private final long seed;
  private final TensorLock turns = new TensorLock();

  /**
   * @param preset shape of a model that starts from nothing; checkpoints bring their own
   * @param encoder closed with this
   * @param seed of fresh networks and noise
   */
  public XmcGan(
      ModelConfig preset, TrainingConfig training, TextEncoder encoder, Device device, long seed) {
    this(preset, model -> training, encoder, List.of(), device, seed);
  }

  /**
   * As above, with a pretrained image encoder for the generator's loss.
   *
   * @param training how a model of that shape is trained: a checkpoint's own, whatever the preset
   * @param imageEncoders none or one; closed with this
   */
  public XmcGan(
      ModelConfig preset,
      Function<ModelConfig, TrainingConfig> training,
      TextEncoder encoder,
      List<PretrainedImageEncoder> imageEncoders,
      Device device,
      long seed) {
    this.preset = preset;
    this.training = training;
    this.encoder = encoder;
    this.imageEncoders = List.copyOf(imageEncoders);
    this.device = device;
    this.seed = seed;
  }

  @Override
  public Learner create() {
    return new Training(
        Trainer.create(preset, training.apply(preset), encoders(), device, seed), turns);
  }

  @Override
  public Learner resume(Checkpoint manifest, Path directory, double rate) throws IOException {
    return new Training(resumed(manifest, directory, rate), turns);
  }

  private Trainer resumed(Checkpoint manifest, Path directory, double rate) throws IOException {
    requireSameEncoder(manifest, directory);
    TrainingConfig ofModel = training.apply(CheckpointFiles.readConfig(directory));
    return Trainer.resume(directory, ofModel.atRate(rate), encoders(), device, seed);
  }

  @Override
  public Painting open(Checkpoint manifest, Path directory) throws IOException {
    requireSameEncoder(manifest, directory);
    return new Drawing(ImageGenerator.load(directory, encoder, device), turns);
  }

  /** Whoever else works with tensors in this process waits here for the steps of training. */
  public TensorLock turns() {
    return turns;
  }

  /** The text encoder, which stays this one's. */
  public TextEncoder encoder() {
    return encoder;
  }

  /** Where networks are to be. */
  public Device where() {
    return device;
  }

  @Override
  public ReadCaption read(String caption, ModelConfig model) {
    return encoder.read(caption, model.maxWords());
  }

  @Override
  public String textEncoder() {
    return encoder.id();
  }

  @Override
  public String device() {
    return device.toString();
  }

  @Override
  public void close() {
    imageEncoders.forEach(PretrainedImageEncoder::close);
    encoder.close();
  }

  private void requireSameEncoder(Checkpoint manifest, Path directory) throws CheckpointException {
    if (!weights(manifest.getTextEncoder()).equals(weights(encoder.id()))) {
      throw new CheckpointException(
          directory,
          "it was trained with text encoder %s, this trainer has %s"
              .formatted(manifest.getTextEncoder(), encoder.id()));
    }
  }

  private FrozenEncoders encoders() {
    FrozenEncoders encoders =
        imageEncoders.isEmpty()
            ? FrozenEncoders.of(encoder)
            : FrozenEncoders.of(encoder, imageEncoders.get(0));
    return encoders.with(FalseSceneCaptions::of);
  }

  /** The hash in an encoder's id; the directory's name before it may differ between machines. */
  private static String weights(String encoderId) {
    return encoderId.substring(encoderId.lastIndexOf('@') + 1);
  }

  private record Drawing(ImageGenerator generator, TensorLock turns) implements Painting {
    @Override
    public List<GeneratedImage> draw(List<ImageRequest> requests, boolean urgent) {
      return turns.take(urgent, () -> generator.generate(requests));
    }

    @Override
    public void close() {
      generator.close();
    }
  }

  private record Training(Trainer trainer, TensorLock turns) implements Learner {
    @Override
    public int examplesPerStep() {
      return trainer.examplesPerStep();
    }

    @Override
    public int generatorExamples() {
      return trainer.generatorExamples();
    }

    @Override
    public StepMetrics step(List<TrainingExample> examples) {
      try {
        return turns.take(false, () -> trainer.step(examples));
      } catch (NonFiniteStepException e) {
        throw new NonFiniteException(e.getMessage(), e);
      }
    }

    @Override
    public Map<String, Double> measure() {
      return Map.of("ema_drift", trainer.averageDrift());
    }

    @Override
    public long stepCount() {
      return trainer.stepCount();
    }

    @Override
    public long pairsSeen() {
      return trainer.pairsSeen();
    }

    @Override
    public ModelConfig config() {
      return trainer.config();
    }

    @Override
    public void save(Path directory, Precision precision) throws IOException {
      trainer.save(directory, precision);
    }

    @Override
    public void saveNetworks(Path directory, Precision precision) throws IOException {
      trainer.saveNetworks(directory, precision);
    }

    @Override
    public void close() {
      trainer.close();
    }
  }
}

package dev.xmcgan.model.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.Networks;
import dev.xmcgan.model.training.state.StateFiles;
import dev.xmcgan.model.training.state.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains one XMC-GAN, iteration by iteration, on pairs the caller chooses. Given the same seed and
 * the same pairs it does the same, and a trainer resumed from its own checkpoint goes on as if it
 * had never stopped. Not thread-safe; one trainer at a time may be inside {@link #step} in a
 * process, because the engine follows gradients for one at a time.
 */
public final class Trainer implements AutoCloseable {

  private final ModelConfig config;
  private final TrainingConfig training;
  private final NDManager manager;
  private final TrainingStep networks;
  private final TrainingState state;
  private final Iteration iteration;

  private Trainer(
      ModelConfig config,
      TrainingConfig training,
      BatchEncoder encoder,
      NDManager manager,
      TrainingStep networks,
      TrainingState state) {
    this.config = config;
    this.training = training;
    this.manager = manager;
    this.networks = networks;
    this.state = state;
    this.iteration = new Iteration(training, encoder, manager, networks, state);
  }

  /**
   * A trainer of fresh networks.
   *
   * @param encoders frozen; they stay the caller's
   * @param seed of all first values and all noise
   * @throws IllegalArgumentException when the text encoder's width is not the model's, or a step
   *     does not fit into memory even two pairs at a time
   */
  public static Trainer create(
      ModelConfig config,
      TrainingConfig training,
      FrozenEncoders encoders,
      Device device,
      long seed) {
    try {
      return of(
          config,
          training,
          encoders,
          device,
          (networks, manager) -> FreshState.create(networks, manager, seed));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is read
    }
  }

  /**
   * A trainer that goes on from a checkpoint directory: exactly where it was when {@code
   * trainer.safetensors} is there, else from the saved networks with fresh optimisers.
   *
   * @param encoders frozen; they stay the caller's
   * @param seed of the noise when there is no {@code trainer.safetensors}
   * @throws CheckpointException when the files do not fit
   */
  public static Trainer resume(
      Path checkpointDirectory,
      TrainingConfig training,
      FrozenEncoders encoders,
      Device device,
      long seed)
      throws IOException {
    return of(
        CheckpointFiles.readConfig(checkpointDirectory),
        training,
        encoders,
        device,
        (networks, manager) -> new StateFiles(networks, manager).read(checkpointDirectory, seed));
  }

  /** Where a trainer begins. */
  @FunctionalInterface
  private interface FirstState {
    TrainingState of(Networks networks, NDManager manager) throws IOException;
  }

  private static Trainer of(
      ModelConfig config,
      TrainingConfig training,
      FrozenEncoders encoders,
      Device device,
      FirstState first)
      throws IOException {
    BatchEncoder encoder = encoders.batches(config, training);
    TrainingConfig fitting = StepMemory.fitting(config, training, Devices.memory(device));
    NDManager manager = NDManager.newBaseManager(device);
    try {
      TrainingStep step =
          new TrainingStep(
              config,
              training.losses(),
              training.augmentation(),
              encoders.images(),
              training.statisticsEvery() > 0);
      return new Trainer(
          config, fitting, encoder, manager, step, first.of(step.networks(), manager));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Pairs that one iteration takes: the batch size times the discriminator's updates. */
  public int examplesPerStep() {
    return training.examplesPerStep();
  }

  /** Of those, the ones of the generator's update: so many, the last. */
  public int generatorExamples() {
    return training.batchSize();
  }

  /**
   * One iteration: the discriminator's updates, the one on real pairs alone first, one of the
   * generator, one of its average.
   *
   * @param examples {@link #examplesPerStep} of them, images of the model's size
   * @return scalars {@code d_loss, g_loss, d_hinge, g_hinge, real_word_loss, fake_word_loss,
   *     real_sentence_loss, fake_sentence_loss, image_contrastive_loss, real_logit, fake_logit,
   *     d_grad_norm, g_grad_norm, d_accuracy, sigma_max, fake_spread} of the last update; with an
   *     image encoder {@code pretrained_image_loss}, with mismatched pairs {@code mismatched_hinge}
   *     too; where pairs are matched {@code matching_word_loss, matching_sentence_loss,
   *     matching_hinge}; where a generator drew some of the images {@code distillation_loss};
   *     without those whose weight is 0
   * @throws NonFiniteStepException when a loss or gradient is NaN or infinite; the trainer is then
   *     as it was before
   * @throws IllegalArgumentException when number or size of the examples is wrong
   */
  public StepMetrics step(List<TrainingExample> examples) {
    if (examples.size() != examplesPerStep()) {
      throw new IllegalArgumentException(
          "an iteration takes " + examplesPerStep() + " examples, not " + examples.size());
    }
    Map<String, Double> scalars = iteration.run(examples);
    return new StepMetrics(stepCount(), scalars);
  }

  /** Iterations done, earlier runs counted. */
  public long stepCount() {
    return state.progress().step();
  }

  /** Pairs read, repeats and earlier runs counted. */
  public long pairsSeen() {
    return state.progress().pairsSeen();
  }

  /**
   * How far the generator has moved away from its average: ‖θ − EMA‖ / ‖θ‖. A pass over all
   * weights, for now and then.
   */
  public double averageDrift() {
    try (NDManager scope = manager.newSubManager()) {
      return state.averageDrift(scope);
    }
  }

  /** What is trained. */
  public ModelConfig config() {
    return config;
  }

  /**
   * Writes {@code config.json}, {@code generator.safetensors} (the averaged generator with running
   * statistics that fit it: all that serving needs), {@code discriminator.safetensors} and {@code
   * trainer.safetensors}. Each file appears whole or not at all. Training is not affected.
   */
  public void save(Path directory) throws IOException {
    save(directory, Precision.FLOAT32);
  }

  /**
   * As {@link #save(Path)}, with another precision of the averaged generator's file, from which
   * nothing is trained: what resumes is the same, bit for bit.
   */
  public void save(Path directory, Precision precision) throws IOException {
    Files.createDirectories(directory);
    files().write(state, serving(), directory, precision);
    CheckpointFiles.writeConfig(directory, config);
  }

  /**
   * Writes what {@link #save} does but for {@code trainer.safetensors}: all that serving and
   * judging need, a quarter of the bytes. A training that resumes from it begins with fresh
   * optimizers. The discriminator is float16 in any case.
   *
   * @param precision of the generator's weights; float16 is half the bytes, and draws images whose
   *     values differ by a few of 255
   */
  public void saveNetworks(Path directory, Precision precision) throws IOException {
    Files.createDirectories(directory);
    files().writeNetworks(state, serving(), directory, precision);
    CheckpointFiles.writeConfig(directory, config);
  }

  private StateFiles files() {
    return new StateFiles(networks.networks(), manager);
  }

  private Parameters serving() {
    return training.statisticsEvery() == 0 ? state.statistics() : state.serving().values();
  }

  /** How many native arrays live longer than a step, for tests. */
  int nativeArrays() {
    return manager.getManagedArrays().size() + state.nativeArrays();
  }

  @Override
  public void close() {
    state.close();
    manager.close();
  }
}

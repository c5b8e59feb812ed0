package dev.xmcgan.model.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.captions.CompatibleCaptions;
import dev.xmcgan.model.captions.FalseCaptions;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.StateFiles;
import dev.xmcgan.model.training.state.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Trains one XMC-GAN, iteration by iteration, on pairs the caller chooses. Given the same seed and
 * the same pairs it does the same, and a trainer resumed from its own checkpoint goes on as if it
 * had never stopped. Not thread-safe; one trainer at a time may be inside {@link #step} in a
 * process, because the engine follows gradients for one at a time.
 */
public final class Trainer implements AutoCloseable {

  private final ModelConfig config;
  private final TrainingConfig training;
  private final CaptionEncoder encoder;
  private final Optional<FalseCaptions> falseCaptions;
  private final Optional<CompatibleCaptions> compatible;
  private final NDManager manager;
  private final TrainingStep networks;
  private final TrainingState state;

  private Trainer(
      ModelConfig config,
      TrainingConfig training,
      CaptionEncoder encoder,
      Optional<FalseCaptions> falseCaptions,
      Optional<CompatibleCaptions> compatible,
      NDManager manager,
      TrainingStep networks,
      TrainingState state) {
    this.config = config;
    this.training = training;
    this.encoder = encoder;
    this.falseCaptions = falseCaptions;
    this.compatible = compatible;
    this.manager = manager;
    this.networks = networks;
    this.state = state;
  }

  /**
   * A trainer of fresh networks.
   *
   * @param encoder frozen; stays the caller's
   * @param seed of all first values and all noise
   * @throws IllegalArgumentException when the encoder's width is not the model's
   */
  public static Trainer create(
      ModelConfig config, TrainingConfig training, TextEncoder encoder, Device device, long seed) {
    return create(config, training, FrozenEncoders.of(encoder), device, seed);
  }

  /** As with a text encoder alone, but with all the frozen networks given. */
  public static Trainer create(
      ModelConfig config,
      TrainingConfig training,
      FrozenEncoders encoders,
      Device device,
      long seed) {
    CaptionEncoder captions = encoders.captions(config);
    Optional<FalseCaptions> falseCaptions = encoders.falseCaptions(training);
    NDManager manager = NDManager.newBaseManager(device);
    try {
      TrainingStep networks = step(config, training, encoders);
      TrainingState state = FreshState.create(networks.networks(), manager, seed);
      return new Trainer(
          config,
          training,
          captions,
          falseCaptions,
          encoders.compatible(),
          manager,
          networks,
          state);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * A trainer that goes on from a checkpoint directory: exactly where it was when {@code
   * trainer.safetensors} is there, else from the saved networks with fresh optimisers.
   *
   * @param seed of the noise when there is no {@code trainer.safetensors}
   * @throws CheckpointException when the files do not fit
   */
  public static Trainer resume(
      Path checkpointDirectory,
      TrainingConfig training,
      TextEncoder encoder,
      Device device,
      long seed)
      throws IOException {
    return resume(checkpointDirectory, training, FrozenEncoders.of(encoder), device, seed);
  }

  /** As with a text encoder alone, but with all the frozen networks given. */
  public static Trainer resume(
      Path checkpointDirectory,
      TrainingConfig training,
      FrozenEncoders encoders,
      Device device,
      long seed)
      throws IOException {
    ModelConfig config = CheckpointFiles.readConfig(checkpointDirectory);
    CaptionEncoder captions = encoders.captions(config);
    Optional<FalseCaptions> falseCaptions = encoders.falseCaptions(training);
    NDManager manager = NDManager.newBaseManager(device);
    try {
      TrainingStep networks = step(config, training, encoders);
      TrainingState state =
          new StateFiles(networks.networks(), manager).read(checkpointDirectory, seed);
      return new Trainer(
          config,
          training,
          captions,
          falseCaptions,
          encoders.compatible(),
          manager,
          networks,
          state);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static TrainingStep step(
      ModelConfig config, TrainingConfig training, FrozenEncoders encoders) {
    return new TrainingStep(
        config,
        training.losses(),
        training.augmentation(),
        encoders.images(),
        training.statisticsEvery() > 0);
  }

  /** Pairs that one iteration takes: the batch size times the discriminator's updates. */
  public int examplesPerStep() {
    return training.examplesPerStep();
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
    int batch = training.batchSize();
    int matching = training.matchingPairs();
    int last = examples.size() - batch;
    long draws = state.noise().draws();
    try (NDManager scope = manager.newSubManager()) {
      TrainingState.Backup backup = last > 0 ? state.backup(scope) : null;
      try {
        Map<String, Double> scalars = new LinkedHashMap<>();
        if (matching > 0) {
          scalars.putAll(matchingStep(examples.subList(0, matching)));
        }
        for (int start = matching; start < last; start += batch) {
          discriminatorStep(examples.subList(start, start + batch));
        }
        scalars.putAll(jointStep(examples.subList(last, examples.size())));
        return new StepMetrics(stepCount(), scalars);
      } catch (RuntimeException e) {
        state.noise().restore(draws);
        if (backup != null) {
          state.restore(backup);
        }
        throw e;
      }
    }
  }

  private TrainingBatch batch(List<TrainingExample> examples, NDManager scope) {
    return TrainingBatch.of(
        scope, examples, config.imageSize(), encoder, falseCaptions, compatible);
  }

  private NDArray noise(List<TrainingExample> examples, NDManager scope) {
    List<OptionalLong> seeds = examples.stream().map(TrainingExample::seed).toList();
    return state.noise().next(scope, seeds, config.noiseSize());
  }

  private Map<String, Double> matchingStep(List<TrainingExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      TrainingBatch batch = batch(examples, scope);
      MatchingUpdate update = networks.matchingUpdate(state, batch, scope);
      Map<String, Double> scalars = update.scalars().readFinite();
      update.apply(state, training);
      return scalars;
    }
  }

  private void discriminatorStep(List<TrainingExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      TrainingBatch batch = batch(examples, scope);
      NDArray z = noise(examples, scope);
      DiscriminatorUpdate update = networks.discriminatorUpdate(state, batch, z, scope);
      update.scalars().readFinite();
      update.apply(state, training);
    }
  }

  private Map<String, Double> jointStep(List<TrainingExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      TrainingBatch batch = batch(examples, scope);
      NDArray z = noise(examples, scope);
      JointUpdate update = networks.jointUpdate(state, batch, z, scope);
      TrainingDiagnostics.put(update, update.generator().scalars());
      Map<String, Double> scalars = update.generator().scalars().readFinite();
      long updates = state.progress().averageUpdates();
      update.apply(state, training);
      if (training.statisticsAreDueAt(updates) && !networks.keepsStatistics(state)) {
        updateServing(batch, updates, scope);
      }
      return scalars;
    }
  }

  private void updateServing(TrainingBatch batch, long updates, NDManager scope) {
    NDArray z = state.noise().aside(scope, stepCount(), training.batchSize(), config.noiseSize());
    Parameters average = state.average().constants(scope);
    state
        .serving()
        .update(
            networks.networks().generator(),
            average,
            z,
            batch.text(),
            training.statisticsKeptAt(updates));
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
      NDArray weights = state.generator().values().stopGradient(); // (N)
      weights.attach(scope);
      NDArray distance = weights.sub(state.average().values());
      distance.attach(scope);
      NDArray squares = distance.dot(distance).div(weights.dot(weights));
      squares.attach(scope);
      return Math.sqrt(squares.getFloat());
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
    Files.createDirectories(directory);
    Parameters serving =
        training.statisticsEvery() == 0 ? state.statistics() : state.serving().values();
    new StateFiles(networks.networks(), manager).write(state, serving, directory);
    CheckpointFiles.writeConfig(directory, config);
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

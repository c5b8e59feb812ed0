package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import java.util.stream.Stream;

/** Everything training changes. Owned by one trainer; not thread-safe. */
public final class TrainingState implements AutoCloseable {

  /** By now a warming-up average has its final decay, as one of trained weights should. */
  static final long WARMED_UP = 100_000;

  /** Updates until an optimiser that started from trained weights takes full steps. */
  private static final double WARM_UP_UPDATES = 200;

  private final FlatTensors generator;
  private final FlatTensors average;
  private final Parameters statistics;
  private final ServingStatistics serving;
  private final FlatTensors discriminator;
  private final FlatTensors vectors;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;
  private final Noise noise;
  private Progress progress;

  /**
   * How far training is.
   *
   * @param step iterations done
   * @param pairsSeen pairs read, repeats counted
   * @param averageUpdates updates of the averaged generator
   */
  record Progress(long step, long pairsSeen, long averageUpdates) {}

  /** Takes over all parts. */
  TrainingState(
      FlatTensors generator,
      FlatTensors average,
      Parameters statistics,
      ServingStatistics serving,
      FlatTensors discriminator,
      FlatTensors vectors,
      Adam generatorAdam,
      Adam discriminatorAdam,
      Noise noise,
      Progress progress) {
    this.generator = generator;
    this.average = average;
    this.statistics = statistics;
    this.serving = serving;
    this.discriminator = discriminator;
    this.vectors = vectors;
    this.generatorAdam = generatorAdam;
    this.discriminatorAdam = discriminatorAdam;
    this.noise = noise;
    this.progress = progress;
  }

  FlatTensors generator() {
    return generator;
  }

  /** The generator's moving average, which is what serves. */
  public FlatTensors average() {
    return average;
  }

  /** The generator's running statistics. */
  Parameters statistics() {
    return statistics;
  }

  /** The averaged generator's running statistics. */
  public ServingStatistics serving() {
    return serving;
  }

  public FlatTensors discriminator() {
    return discriminator;
  }

  /** The spectral norm's power-iteration vectors. */
  public FlatTensors vectors() {
    return vectors;
  }

  Adam generatorAdam() {
    return generatorAdam;
  }

  Adam discriminatorAdam() {
    return discriminatorAdam;
  }

  Noise noise() {
    return noise;
  }

  Progress progress() {
    return progress;
  }

  public void apply(DiscriminatorUpdate update, TrainingConfig config) {
    updateDiscriminator(update.gradient(), update.weights(), config);
  }

  void apply(MatchingUpdate update, TrainingConfig config) {
    updateDiscriminator(update.gradient(), update.weights(), config);
  }

  private void updateDiscriminator(
      NDArray gradient, SpectralWeights weights, TrainingConfig config) {
    discriminatorAdam.update(
        discriminator, gradient, config.discriminatorLearningRate() * warmth(discriminatorAdam));
    vectors.set(weights.nextVectors());
  }

  /** Whether the networks had been trained before the optimisers' first update. */
  boolean isStartedFromWeights() {
    return progress.averageUpdates() - generatorAdam.updates() >= WARMED_UP;
  }

  /**
   * Share of the learning rate. A fresh optimiser's first steps go by the full rate whatever the
   * gradients' size, which does no harm to fresh networks and much to trained ones.
   */
  private double warmth(Adam adam) {
    return isStartedFromWeights() ? Math.min(1, (adam.updates() + 1.0) / WARM_UP_UPDATES) : 1;
  }

  /** Ends an iteration. */
  public void apply(JointUpdate update, TrainingConfig config) {
    apply(update.discriminator(), config);
    apply(update.generator(), config);
    progress =
        new Progress(
            progress.step() + 1,
            progress.pairsSeen() + config.examplesPerStep(),
            progress.averageUpdates());
  }

  public void apply(GeneratorUpdate update, TrainingConfig config) {
    generatorAdam.update(
        generator, update.gradient(), config.generatorLearningRate() * warmth(generatorAdam));
    if (!update.statistics().isEmpty()) {
      Generator.updateStatistics(statistics, update.statistics());
    }
    moveAverage(config.emaDecayAt(progress.averageUpdates()));
    progress = new Progress(progress.step(), progress.pairsSeen(), progress.averageUpdates() + 1);
  }

  /** The state of the discriminator's side and the noise, to return to when an iteration fails. */
  Backup backup(NDManager scope) {
    return new Backup(
        discriminator.copy(scope),
        vectors.copy(scope),
        discriminatorAdam.mean().copy(scope),
        discriminatorAdam.variance().copy(scope),
        discriminatorAdam.updates());
  }

  void restore(Backup backup) {
    discriminator.set(backup.discriminator());
    vectors.set(backup.vectors());
    discriminatorAdam.restore(backup.mean(), backup.variance(), backup.updates());
  }

  /** See {@link #backup}. */
  record Backup(
      NDArray discriminator, NDArray vectors, NDArray mean, NDArray variance, long updates) {}

  /** How many native arrays there are. */
  public int nativeArrays() {
    return Stream.of(
                generator,
                average,
                discriminator,
                vectors,
                generatorAdam.mean(),
                generatorAdam.variance(),
                discriminatorAdam.mean(),
                discriminatorAdam.variance())
            .mapToInt(tensors -> tensors.values().getManager().getManagedArrays().size())
            .sum()
        + statistics.manager().getManagedArrays().size()
        + serving.values().manager().getManagedArrays().size();
  }

  private void moveAverage(double decay) {
    NDList values = generator.pieces();
    for (int i = 0; i < values.size(); i++) {
      try (NDArray share = values.get(i).mul(1 - decay)) {
        average.pieces().get(i).muli(decay).addi(share);
      }
    }
  }

  @Override
  public void close() {
    generator.close();
    average.close();
    statistics.close();
    serving.close();
    discriminator.close();
    vectors.close();
    generatorAdam.close();
    discriminatorAdam.close();
  }
}

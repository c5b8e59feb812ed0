package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import java.util.Map;
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
  public record Progress(long step, long pairsSeen, long averageUpdates) {}

  /** Takes over all parts. */
  public TrainingState(
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

  /** The generator that is trained. */
  public FlatTensors generator() {
    return generator;
  }

  /** The generator's moving average, which is what serves. */
  public FlatTensors average() {
    return average;
  }

  /** The generator's running statistics. */
  public Parameters statistics() {
    return statistics;
  }

  /** The averaged generator's running statistics. */
  public ServingStatistics serving() {
    return serving;
  }

  /** The discriminator that is trained. */
  public FlatTensors discriminator() {
    return discriminator;
  }

  /** The spectral norm's power-iteration vectors. */
  public FlatTensors vectors() {
    return vectors;
  }

  /** The generator's optimiser. */
  public Adam generatorAdam() {
    return generatorAdam;
  }

  /** The discriminator's optimiser. */
  public Adam discriminatorAdam() {
    return discriminatorAdam;
  }

  /** Where z comes from. */
  public Noise noise() {
    return noise;
  }

  /** How far training is. */
  public Progress progress() {
    return progress;
  }

  /**
   * An update of the discriminator.
   *
   * @param gradient by its parameters, (N)
   * @param nextVectors the power-iteration vectors to store, (M)
   * @param rate Adam's step size
   */
  public void updateDiscriminator(NDArray gradient, NDArray nextVectors, double rate) {
    discriminatorAdam.update(discriminator, gradient, rate * warmth(discriminatorAdam));
    vectors.set(nextVectors);
  }

  /** Whether the networks had been trained before the optimisers' first update. */
  public boolean isStartedFromWeights() {
    return progress.averageUpdates() - generatorAdam.updates() >= WARMED_UP;
  }

  /**
   * Share of the learning rate. A fresh optimiser's first steps go by the full rate whatever the
   * gradients' size, which does no harm to fresh networks and much to trained ones.
   */
  private double warmth(Adam adam) {
    return isStartedFromWeights() ? Math.min(1, (adam.updates() + 1.0) / WARM_UP_UPDATES) : 1;
  }

  /**
   * An update of the generator and of its average.
   *
   * @param gradient by its parameters, (N)
   * @param batchStatistics mean and variance of each of its norms, empty to keep what there is
   * @param rate Adam's step size
   * @param decay how much of the average stays
   */
  public void updateGenerator(
      NDArray gradient, Map<String, NDArray> batchStatistics, double rate, double decay) {
    generatorAdam.update(generator, gradient, rate * warmth(generatorAdam));
    if (!batchStatistics.isEmpty()) {
      Generator.updateStatistics(statistics, batchStatistics);
    }
    moveAverage(decay);
    progress = new Progress(progress.step(), progress.pairsSeen(), progress.averageUpdates() + 1);
  }

  /** Ends an iteration that read this many pairs. */
  public void endStep(int pairs) {
    progress =
        new Progress(progress.step() + 1, progress.pairsSeen() + pairs, progress.averageUpdates());
  }

  /** The state of the discriminator's side and the noise, to return to when an iteration fails. */
  public Backup backup(NDManager scope) {
    return new Backup(
        discriminator.copy(scope),
        vectors.copy(scope),
        discriminatorAdam.mean().copy(scope),
        discriminatorAdam.variance().copy(scope),
        discriminatorAdam.updates());
  }

  /** Returns to what {@link #backup} kept. */
  public void restore(Backup backup) {
    discriminator.set(backup.discriminator());
    vectors.set(backup.vectors());
    discriminatorAdam.restore(backup.mean(), backup.variance(), backup.updates());
  }

  /** See {@link #backup}. */
  public record Backup(
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

  /**
   * How far the generator has moved away from its average: ‖θ − EMA‖ / ‖θ‖.
   *
   * @param scope of what is made for it
   */
  public double averageDrift(NDManager scope) {
    NDArray weights = generator.values().stopGradient(); // (N)
    weights.attach(scope);
    NDArray distance = weights.sub(average.values());
    distance.attach(scope);
    NDArray squares = distance.dot(distance).div(weights.dot(weights));
    squares.attach(scope);
    return Math.sqrt(squares.getFloat());
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

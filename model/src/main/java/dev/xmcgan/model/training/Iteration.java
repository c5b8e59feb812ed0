package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.training.DiscriminatorLoss.MatchingUpdate;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One iteration on a training state (paper, algorithm 1): the discriminator's updates, the one on
 * real pairs alone first, one of the generator, one of its average. Either all of it happens or
 * nothing.
 */
final class Iteration {
  private static final long FLIPS = 0x666c697073L;
  private static final double HALF = 0.5;

  private final TrainingConfig training;
  private final BatchEncoder encoder;
  private final NDManager manager;
  private final TrainingStep networks;
  private final TrainingState state;
  private final int noiseSize;

  /** Owns nothing of it. */
  Iteration(
      TrainingConfig training,
      BatchEncoder encoder,
      NDManager manager,
      TrainingStep networks,
      TrainingState state) {
    this.training = training;
    this.encoder = encoder;
    this.manager = manager;
    this.networks = networks;
    this.state = state;
    this.noiseSize = networks.networks().generator().config().noiseSize();
  }

  /**
   * Changes the state.
   *
   * @param examples as many as {@link TrainingConfig#examplesPerStep}
   * @return scalars of the last update by their names
   * @throws NonFiniteStepException when a loss or gradient is NaN or infinite; the state is then as
   *     it was before
   */
  Map<String, Double> run(List<TrainingExample> examples) {
    int batch = training.batchSize();
    int matching = training.matchingPairs();
    List<TrainingExample> shown = training.flips() ? flipped(examples) : examples;
    int last = shown.size() - batch;
    long draws = state.noise().draws();
    try (NDManager scope = manager.newSubManager()) {
      TrainingState.Backup backup = last > 0 ? state.backup(scope) : null;
      try {
        Map<String, Double> scalars = new LinkedHashMap<>();
        if (matching > 0) {
          scalars.putAll(matchingStep(shown.subList(0, matching)));
        }
        for (int start = matching; start < last; start += batch) {
          discriminatorStep(shown.subList(start, start + batch));
        }
        scalars.putAll(jointStep(shown.subList(last, shown.size())));
        return scalars;
      } catch (RuntimeException e) {
        state.noise().restore(draws);
        if (backup != null) {
          state.restore(backup);
        }
        throw e;
      }
    }
  }

  /** Each as it is or mirrored, as chance has it. */
  private List<TrainingExample> flipped(List<TrainingExample> examples) {
    long stream = state.noise().stream(FLIPS, 0);
    return IntStream.range(0, examples.size())
        .mapToObj(
            row ->
                CounterRandom.uniform(stream, row) < HALF
                    ? examples.get(row).mirrored()
                    : examples.get(row))
        .toList();
  }

  private Map<String, Double> matchingStep(List<TrainingExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      TrainingBatch batch = encoder.batch(scope, examples, 0);
      MatchingUpdate update = networks.matchingUpdate(state, batch, scope);
      Map<String, Double> scalars = update.scalars().readFinite();
      update.apply(state, training);
      return scalars;
    }
  }

  private void discriminatorStep(List<TrainingExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      JointMeans means = new JointMeans(scope, groups(examples));
      forEachGroup(
          examples,
          scope,
          (batch, z, group) -> means.add(networks.discriminatorUpdate(state, batch, z, group)));
      means.scalars().readFinite();
      means.applyToDiscriminator(state, training);
    }
  }

  private Map<String, Double> jointStep(List<TrainingExample> examples) {
    boolean opposed = training.discriminatorSteps() > 0;
    try (NDManager scope = manager.newSubManager()) {
      JointMeans means = new JointMeans(scope, groups(examples));
      TrainingBatch last =
          forEachGroup(
              examples,
              scope,
              (batch, z, group) -> {
                if (opposed) {
                  means.add(networks.jointUpdate(state, batch, z, group));
                } else {
                  means.add(networks.generatorUpdateUnopposed(state, batch, z, group));
                }
              });
      Map<String, Double> scalars = means.scalars().readFinite();
      long updates = state.progress().averageUpdates();
      if (opposed) {
        means.applyToBoth(state, training);
      } else {
        means.applyToGenerator(state, training);
      }
      if (training.statisticsAreDueAt(updates) && !networks.keepsStatistics(state)) {
        updateServing(last, updates, scope);
      }
      return scalars;
    }
  }

  /** What is worked out of one group; what it makes belongs to the scope. */
  @FunctionalInterface
  private interface OfGroup {
    void accept(TrainingBatch batch, NDArray z, NDManager scope);
  }

  /**
   * Works a batch through, one group after the other; what one takes is freed before the next.
   *
   * @return the last group's batch, which lives as long as the scope
   */
  private TrainingBatch forEachGroup(
      List<TrainingExample> examples, NDManager scope, OfGroup update) {
    NDArray noise = noise(examples, scope);
    int size = training.groupSize();
    for (int start = 0; ; start += size) {
      int end = start + size;
      NDManager group = scope.newSubManager();
      TrainingBatch batch = encoder.batch(group, examples.subList(start, end), start / size);
      NDArray z = noise.get("%d:%d".formatted(start, end));
      z.attach(group);
      update.accept(batch, z, group);
      if (end == examples.size()) {
        return batch;
      }
      group.close();
    }
  }

  private int groups(List<TrainingExample> examples) {
    return examples.size() / training.groupSize();
  }

  private void updateServing(TrainingBatch batch, long updates, NDManager scope) {
    NDArray z =
        state.noise().aside(scope, state.progress().step(), training.groupSize(), noiseSize);
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

  private NDArray noise(List<TrainingExample> examples, NDManager scope) {
    List<OptionalLong> seeds = examples.stream().map(TrainingExample::seed).toList();
    return state.noise().next(scope, seeds, noiseSize);
  }
}

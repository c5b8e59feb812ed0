package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.training.state.TrainingState;

/** The means of the updates that the groups of a batch ask for: one update of them all. */
final class JointMeans {
  private static final String DISCRIMINATOR = "discriminator";
  private static final String GENERATOR = "generator";

  private final GroupMeans gradients;
  private final GroupMeans statistics;
  private final GroupMeans scalars;
  private final NDManager scope;
  private NDArray nextVectors;

  /**
   * @param scope owns the means
   * @param groups how many there are
   */
  JointMeans(NDManager scope, int groups) {
    this.scope = scope;
    gradients = new GroupMeans(scope, groups);
    statistics = new GroupMeans(scope, groups);
    scalars = new GroupMeans(scope, groups);
  }

  /** Adds a group's update of both networks. */
  void add(JointUpdate update) {
    GeneratorUpdate generator = update.generator();
    gradients.add(GENERATOR, generator.gradient());
    generator.statistics().forEach(statistics::add);
    TrainingDiagnostics.put(update, generator.scalars());
    addToDiscriminator(update.discriminator(), generator.scalars());
  }

  /** Adds a group's update of the discriminator. */
  void add(DiscriminatorUpdate update) {
    addToDiscriminator(update, update.scalars());
  }

  /** Means of the scalars; gradients' lengths are those of the mean gradients. */
  Scalars scalars() {
    Scalars means = Scalars.of(scalars);
    means.putLength("d_grad_norm", gradients.all().get(DISCRIMINATOR));
    if (gradients.all().containsKey(GENERATOR)) {
      means.putLength("g_grad_norm", gradients.all().get(GENERATOR));
    }
    return means;
  }

  /** Changes the discriminator. */
  void applyToDiscriminator(TrainingState state, TrainingConfig config) {
    state.updateDiscriminator(
        gradients.all().get(DISCRIMINATOR), nextVectors, config.discriminatorLearningRate());
  }

  /** Changes both networks and ends the iteration. */
  void applyToBoth(TrainingState state, TrainingConfig config) {
    applyToDiscriminator(state, config);
    state.updateGenerator(
        gradients.all().get(GENERATOR),
        statistics.all(),
        config.generatorLearningRate(),
        config.emaDecayAt(state.progress().averageUpdates()));
    state.endStep(config.examplesPerStep());
  }

  private void addToDiscriminator(DiscriminatorUpdate update, Scalars ofGroup) {
    gradients.add(DISCRIMINATOR, update.gradient());
    ofGroup.addTo(scalars);
    if (nextVectors == null) {
      // all groups use the same weights: what one leaves the others do, too
      nextVectors = update.weights().nextVectors().stopGradient();
      nextVectors.attach(scope);
    }
  }
}

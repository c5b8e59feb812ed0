package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
    addToGenerator(generator);
    putDiagnostics(update, generator.scalars());
    addToDiscriminator(update.discriminator(), generator.scalars());
  }

  /** Adds a group's update of the generator alone. */
  void add(GeneratorUpdate update) {
    addToGenerator(update);
    update.scalars().put("fake_spread", spread(update.images().stopGradient()));
    update.scalars().forEach(scalars::add);
  }

  /** Adds a group's update of the discriminator. */
  void add(DiscriminatorUpdate update) {
    addToDiscriminator(update, update.scalars());
  }

  /** Means of the scalars; gradients' lengths are those of the mean gradients. */
  Scalars scalars() {
    Scalars means = Scalars.of(scalars.all());
    if (gradients.all().containsKey(DISCRIMINATOR)) {
      means.putLength("d_grad_norm", gradients.all().get(DISCRIMINATOR));
    }
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
    applyToGenerator(state, config);
  }

  /** Changes the generator and ends the iteration. */
  void applyToGenerator(TrainingState state, TrainingConfig config) {
    state.updateGenerator(
        gradients.all().get(GENERATOR),
        statistics.all(),
        config.generatorLearningRate(),
        config.emaDecayAt(state.progress().averageUpdates()));
    state.endStep(config.examplesPerStep());
  }

  private void addToGenerator(GeneratorUpdate update) {
    gradients.add(GENERATOR, update.gradient());
    update.statistics().forEach(statistics::add);
  }

  private void addToDiscriminator(DiscriminatorUpdate update, Scalars ofGroup) {
    gradients.add(DISCRIMINATOR, update.gradient());
    ofGroup.forEach(scalars::add);
    if (nextVectors == null) {
      // all groups use the same weights: what one leaves the others do, too
      nextVectors = update.weights().nextVectors().stopGradient();
      nextVectors.attach(scope);
    }
  }

  /**
   * What tells a sound training from a collapsed one, beside its losses.
   *
   * <ul>
   *   <li>{@code d_accuracy}: share of the 2B logits on the right side of zero
   *   <li>{@code sigma_max}: the largest spectral norm of the discriminator's kernels
   *   <li>{@code fake_spread}: how much the generated images differ from one another, as the root
   *       mean square distance of a pixel from its mean over the group
   * </ul>
   */
  static void putDiagnostics(JointUpdate update, Scalars scalars) {
    DiscriminatorUpdate judged = update.discriminator();
    NDArray right = share(judged.realLogits().gt(0)).add(share(judged.fakeLogits().lt(0)));
    scalars.put("d_accuracy", right.div(2));
    scalars.put("sigma_max", largestNorm(judged.weights()));
    scalars.put("fake_spread", spread(update.generator().images().stopGradient()));
  }

  private static NDArray share(NDArray truths) {
    return truths.toType(DataType.FLOAT32, false).mean();
  }

  private static NDArray largestNorm(SpectralWeights weights) {
    NDList norms = new NDList();
    weights.layers().values().forEach(layer -> norms.add(layer.sigma()));
    return NDArrays.concat(norms).max();
  }

  /** Of (B,3,S,S). */
  private static NDArray spread(NDArray images) {
    NDArray mean = images.mean(new int[] {0}, true); // (1,3,S,S)
    return images.sub(mean).square().mean().sqrt();
  }

  /**
   * Means of tensors over the groups of a batch, so that what one group takes is freed before the
   * next begins. Of a single group they are its tensors as they are.
   */
  private static final class GroupMeans {
    private final NDManager scope;
    private final int groups;
    private final Map<String, NDArray> means = new LinkedHashMap<>();

    /**
     * @param scope owns the means
     * @param groups how many there are
     */
    GroupMeans(NDManager scope, int groups) {
      this.scope = scope;
      this.groups = groups;
    }

    /** Adds a group's tensor, without its gradient. */
    void add(String name, NDArray value) {
      NDArray constant = value.stopGradient();
      if (groups == 1) {
        constant.attach(scope);
        means.put(name, constant);
        return;
      }
      NDArray share = constant.div(groups);
      NDArray mean = means.get(name);
      if (mean == null) {
        share.attach(scope);
        means.put(name, share);
      } else {
        mean.addi(share);
      }
    }

    /** All means by name; what a group has not counts as zero there. */
    Map<String, NDArray> all() {
      return Collections.unmodifiableMap(means);
    }
  }
}

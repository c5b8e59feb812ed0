package dev.xmcgan.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.augmentation.AugmentedImages;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.training.DiscriminatorLoss.MatchingUpdate;
import dev.xmcgan.model.training.GeneratorLoss.Opponent;
import dev.xmcgan.model.training.state.FlatTensors;
import dev.xmcgan.model.training.state.Networks;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.List;

/**
 * The arithmetic of one update: losses and gradients from the state, which stays as it is. Paper:
 * algorithm 1; official code: {@code xmc_gan.train_d} and {@code xmc_gan.train_g_d}.
 *
 * <p>The losses are {@link DiscriminatorLoss} and {@link GeneratorLoss}. Everything made here
 * belongs to the scope handed in.
 */
public final class TrainingStep {

  private final Networks networks;
  private final Generator generator;
  private final Discriminator discriminator;
  private final LossWeights losses;
  private final boolean keepsStatistics;
  private final DiscriminatorLoss discriminatorLoss;
  private final GeneratorLoss generatorLoss;

  /** With the paper's losses. */
  public TrainingStep(ModelConfig config) {
    this(config, List.of());
  }

  /** With the paper's losses. The encoders stay the caller's. */
  TrainingStep(ModelConfig config, List<PretrainedImageEncoder> imageEncoders) {
    this(config, LossWeights.official(), Augmentation.none(), imageEncoders);
  }

  /** The encoders stay the caller's. */
  TrainingStep(
      ModelConfig config,
      LossWeights losses,
      Augmentation augmentation,
      List<PretrainedImageEncoder> imageEncoders) {
    this(config, losses, augmentation, imageEncoders, false);
  }

  /**
   * The encoders stay the caller's.
   *
   * @param keepsStatistics whether a generator that was trained before is normalised by what it
   *     serves with, and not by each batch's own statistics
   */
  TrainingStep(
      ModelConfig config,
      LossWeights losses,
      Augmentation augmentation,
      List<PretrainedImageEncoder> imageEncoders,
      boolean keepsStatistics) {
    this.losses = losses;
    this.keepsStatistics = keepsStatistics;
    this.networks = Networks.of(config);
    this.generator = networks.generator();
    this.discriminator = networks.discriminator();
    AugmentedImages augmented = new AugmentedImages(augmentation);
    this.discriminatorLoss = new DiscriminatorLoss(discriminator, losses, augmented);
    this.generatorLoss = new GeneratorLoss(discriminator, losses, augmented, imageEncoders);
  }

  /** What is trained. */
  public Networks networks() {
    return networks;
  }

  /** A discriminator update on its own ({@code train_d}): the generator only draws. */
  public DiscriminatorUpdate discriminatorUpdate(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    Parameters weights = state.generator().constants(scope);
    NDArray fake =
        (keepsStatistics(state)
                ? generator.forward(weights, state.serving().values(), z, batch.text(), false)
                : generator.sample(weights, z, batch.text()))
            .image();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      return discriminatorLoss.of(state, batch, fake, collector, scope);
    }
  }

  /** A discriminator update on real pairs alone. */
  MatchingUpdate matchingUpdate(TrainingState state, TrainingBatch batch, NDManager scope) {
    return discriminatorLoss.ofMatching(state, batch, scope);
  }

  /**
   * Simultaneous updates of both ({@code train_g_d}) from one set of generated images; the
   * generator's gradient goes through the discriminator as it was.
   */
  public JointUpdate jointUpdate(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      DrawnImages drawn = drawn(state, parameters, batch, z, scope);
      DiscriminatorUpdate judged =
          discriminatorLoss.of(state, batch, drawn.images().stopGradient(), collector, scope);
      Scalars scalars = new Scalars();
      scalars.putAll(judged.scalars());
      Opponent opponent = new Opponent(judged.weights(), judged.captions(), judged.real());
      NDArray loss = generatorLoss.of(opponent, drawn, batch, changes(state, batch), scalars);
      return new JointUpdate(judged, downhill(loss, parameters, drawn, collector, scalars));
    }
  }

  /** A generator update on its own, from what the images alone tell. */
  public GeneratorUpdate generatorUpdateUnopposed(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      DrawnImages drawn = drawn(state, parameters, batch, z, scope);
      Scalars scalars = new Scalars();
      NDArray loss = generatorLoss.ofImages(drawn, batch, scalars);
      return downhill(loss, parameters, drawn, collector, scalars);
    }
  }

  /** A generator update on its own, against the discriminator as it is. */
  public GeneratorUpdate generatorUpdate(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    SpectralWeights weights =
        discriminator.normalise(
            state.discriminator().constants(scope), state.vectors().constants(scope));
    Opponent opponent =
        new Opponent(
            weights,
            CaptionFeatures.of(discriminator, weights, batch),
            discriminatorLoss.ofReal(state, batch, weights));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      DrawnImages drawn = drawn(state, parameters, batch, z, scope);
      Scalars scalars = new Scalars();
      NDArray loss = generatorLoss.of(opponent, drawn, batch, changes(state, batch), scalars);
      return downhill(loss, parameters, drawn, collector, scalars);
    }
  }

  /** Random numbers for the augmentation of what was drawn. */
  private static long changes(TrainingState state, TrainingBatch batch) {
    return state.noise().stream(DiscriminatorLoss.GENERATED, batch.group());
  }

  private DrawnImages drawn(
      TrainingState state,
      FlatTensors.Tracked parameters,
      TrainingBatch batch,
      NDArray z,
      NDManager scope) {
    boolean kept = keepsStatistics(state);
    Parameters statistics = kept ? state.serving().values() : state.statistics();
    DrawnImages.Drawing drawing =
        (noise, text) -> generator.forward(parameters.views(), statistics, noise, text, !kept);
    if (losses.energy() == 0) {
      return DrawnImages.once(drawing, z, batch.text());
    }
    Shape shape = z.getShape();
    NDArray second =
        state.noise().second(scope, batch.group(), (int) shape.get(0), (int) shape.get(1));
    return DrawnImages.twice(drawing, z, second, batch.text());
  }

  /**
   * Captions of another kind have other activations: the statistics of a batch of both fit neither,
   * and a generator that learns under them draws badly under those it serves with.
   */
  boolean keepsStatistics(TrainingState state) {
    return keepsStatistics && state.isStartedFromWeights();
  }

  private static GeneratorUpdate downhill(
      NDArray loss,
      FlatTensors.Tracked parameters,
      DrawnImages drawn,
      GradientCollector collector,
      Scalars scalars) {
    collector.backward(loss);
    NDArray gradient = parameters.gradient();
    scalars.putLength("g_grad_norm", gradient);
    return new GeneratorUpdate(gradient, drawn.images(), drawn.statistics(), scalars);
  }
}

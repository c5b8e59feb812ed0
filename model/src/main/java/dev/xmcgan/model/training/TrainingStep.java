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
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.training.GeneratorLoss.Opponent;
import dev.xmcgan.model.training.state.FlatTensors;
import dev.xmcgan.model.training.state.Networks;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.List;

/**
 * The arithmetic of one update: losses and gradients from the state, which stays as it is. Paper:
 * algorithm 1; official code: {@code xmc_gan.train_d} and {@code xmc_gan.train_g_d}.
 *
 * <p>The discriminator's loss trains its image encoder on real images only: {@code hinge +
 * word(real) + sentence(real)}. The generator's is {@link GeneratorLoss}. Everything made here
 * belongs to the scope handed in.
 */
public final class TrainingStep {

  // apart from the noise and from each other
  private static final long REAL = 0x7265616cL;
  private static final long FAKE = 0x66616b65L;
  private static final long MATCHED = 0x6d6174636865L;

  private final Networks networks;
  private final Generator generator;
  private final Discriminator discriminator;
  private final LossWeights losses;
  private final AugmentedImages augmented;
  private final boolean keepsStatistics;

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
    this.augmented = new AugmentedImages(augmentation);
    this.networks = Networks.of(config);
    this.generator = networks.generator();
    this.discriminator = networks.discriminator();
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
      return judge(state, batch, fake, collector, scope);
    }
  }

  /**
   * A discriminator update on real pairs alone: {@code word(real) + sentence(real)} and, at the
   * weight of mismatched pairs, the hinge loss that has them in the place of generated images.
   */
  MatchingUpdate matchingUpdate(TrainingState state, TrainingBatch batch, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.discriminator().tracked(scope);
      SpectralWeights weights =
          discriminator.normalise(parameters.views(), state.vectors().constants(scope));
      ImageFeatures real =
          discriminator.features(weights, changed(batch, batch.images(), changes(state, MATCHED)));
      CaptionFeatures captions = CaptionFeatures.of(discriminator, weights, batch);
      Scalars scalars = new Scalars();
      WeightedSum loss = new WeightedSum(scalars);
      captions.addContrast(loss, losses, "matching", real);
      loss.add(
          "matching_hinge",
          losses.mismatched(),
          () ->
              HingeLoss.ofDiscriminator(
                  discriminator.logits(weights, real.global(), captions.sentences()),
                  discriminator.logits(weights, real.global(), captions.mismatched())));
      collector.backward(loss.value());
      return new MatchingUpdate(parameters.gradient(), weights, scalars);
    }
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
          judge(state, batch, drawn.images().stopGradient(), collector, scope);
      Scalars scalars = new Scalars();
      scalars.putAll(judged.scalars());
      GeneratorUpdate update =
          generatorUpdate(
              new Opponent(judged.weights(), judged.captions(), judged.real()),
              parameters,
              drawn,
              batch,
              changes(state, FAKE),
              collector,
              scalars);
      return new JointUpdate(judged, update);
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
            discriminator.features(weights, changed(batch, batch.images(), changes(state, REAL))));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      DrawnImages drawn = drawn(state, parameters, batch, z, scope);
      return generatorUpdate(
          opponent, parameters, drawn, batch, changes(state, FAKE), collector, new Scalars());
    }
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
    NDArray second = state.noise().second(scope, (int) shape.get(0), (int) shape.get(1));
    return DrawnImages.twice(drawing, z, second, batch.text());
  }

  /**
   * Captions of another kind have other activations: the statistics of a batch of both fit neither,
   * and a generator that learns under them draws badly under those it serves with.
   */
  boolean keepsStatistics(TrainingState state) {
    return keepsStatistics && state.isStartedFromWeights();
  }

  private GeneratorUpdate generatorUpdate(
      Opponent opponent,
      FlatTensors.Tracked parameters,
      DrawnImages drawn,
      TrainingBatch batch,
      long changes,
      GradientCollector collector,
      Scalars scalars) {
    collector.backward(generatorLoss.of(opponent, drawn, batch, changes, scalars));
    NDArray gradient = parameters.gradient();
    scalars.put("g_grad_norm", length(gradient));
    return new GeneratorUpdate(gradient, drawn.images(), drawn.statistics(), scalars);
  }

  private DiscriminatorUpdate judge(
      TrainingState state,
      TrainingBatch batch,
      NDArray fake,
      GradientCollector collector,
      NDManager scope) {
    FlatTensors.Tracked parameters = state.discriminator().tracked(scope);
    SpectralWeights weights =
        discriminator.normalise(parameters.views(), state.vectors().constants(scope));
    NDArray both =
        changed(batch, batch.images(), changes(state, REAL))
            .concat(changed(batch, fake, changes(state, FAKE)));
    var halves = discriminator.features(weights, both).halves();
    ImageFeatures real = halves.get(0);
    CaptionFeatures captions = CaptionFeatures.of(discriminator, weights, batch);
    NDArray sentences = captions.sentences();
    NDArray realLogits = discriminator.logits(weights, real.global(), sentences);
    NDArray fakeLogits = discriminator.logits(weights, halves.get(1).global(), sentences);

    Scalars scalars = new Scalars();
    WeightedSum loss = new WeightedSum(scalars);
    loss.add("d_hinge", 1, () -> HingeLoss.ofDiscriminator(realLogits, fakeLogits));
    captions.addContrast(loss, losses, "real", real);
    loss.add(
        "mismatched_hinge",
        losses.mismatched(),
        () ->
            HingeLoss.ofMismatched(
                discriminator.logits(weights, real.global(), captions.mismatched())));
    collector.backward(loss.value());

    NDArray gradient = parameters.gradient();
    scalars.put("d_loss", loss.value());
    scalars.put("real_logit", realLogits.mean());
    scalars.put("fake_logit", fakeLogits.mean());
    scalars.put("d_grad_norm", length(gradient));
    return new DiscriminatorUpdate(
        gradient,
        weights.frozen(),
        captions.frozen(),
        real.frozen(),
        realLogits.stopGradient(),
        fakeLogits.stopGradient(),
        scalars);
  }

  /**
   * A stream of random numbers for the changes of real or generated images: a function of the
   * trainer's noise and of how much of it was drawn, so that it needs no place in a checkpoint.
   */
  private static long changes(TrainingState state, long side) {
    return CounterRandom.stream(state.noise().seed() ^ side, state.noise().draws());
  }

  /** Images of a batch's captions, real or generated, as the discriminator is to see them. */
  private NDArray changed(TrainingBatch batch, NDArray images, long stream) {
    return augmented.apply(images, stream, batch.repeated());
  }

  private static NDArray length(NDArray gradient) {
    return gradient.dot(gradient).sqrt();
  }
}

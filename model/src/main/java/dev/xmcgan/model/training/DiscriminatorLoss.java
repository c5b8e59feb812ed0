package dev.xmcgan.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.augmentation.AugmentedImages;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.Scalars.WeightedSum;
import dev.xmcgan.model.training.state.FlatTensors;
import dev.xmcgan.model.training.state.TrainingState;

/**
 * The discriminator's loss, which trains its image encoder on real images only: {@code hinge +
 * word(real) + sentence(real)}, and its gradient.
 */
final class DiscriminatorLoss {
  // of the changes of images before it sees them
  private static final long REAL = 0x7265616cL;
  static final long GENERATED = 0x66616b65L;
  private static final long MATCHED = 0x6d6174636865L;

  private final Discriminator discriminator;
  private final LossWeights losses;
  private final AugmentedImages augmented;

  /**
   * An update on real pairs alone, worked out but not yet applied.
   *
   * @param gradient by the discriminator's parameters, (N)
   * @param weights the normalised weights it used, with the power-iteration vectors to store
   * @param scalars losses
   */
  record MatchingUpdate(NDArray gradient, SpectralWeights weights, Scalars scalars) {

    /** Changes the discriminator. */
    void apply(TrainingState state, TrainingConfig config) {
      state.updateDiscriminator(
          gradient, weights.nextVectors(), config.discriminatorLearningRate());
    }
  }

  DiscriminatorLoss(Discriminator discriminator, LossWeights losses, AugmentedImages augmented) {
    this.discriminator = discriminator;
    this.losses = losses;
    this.augmented = augmented;
  }

  /**
   * An update on real and generated images of the same captions.
   *
   * @param fake {@code (B, H, W, 3)}, without gradient
   * @param collector records the loss
   */
  DiscriminatorUpdate of(
      TrainingState state,
      TrainingBatch batch,
      NDArray fake,
      GradientCollector collector,
      NDManager scope) {
    FlatTensors.Tracked parameters = state.discriminator().tracked(scope);
    SpectralWeights weights =
        discriminator.normalise(parameters.views(), state.vectors().constants(scope));
    NDArray both =
        changed(batch, batch.images(), state.noise().stream(REAL, batch.group()))
            .concat(changed(batch, fake, state.noise().stream(GENERATED, batch.group())));
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
    scalars.putLength("d_grad_norm", gradient);
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
   * An update on real pairs alone: {@code word(real) + sentence(real)} and, at the weight of
   * mismatched pairs, the hinge loss that has them in the place of generated images.
   */
  MatchingUpdate ofMatching(TrainingState state, TrainingBatch batch, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.discriminator().tracked(scope);
      SpectralWeights weights =
          discriminator.normalise(parameters.views(), state.vectors().constants(scope));
      ImageFeatures real =
          features(weights, batch, batch.images(), state.noise().stream(MATCHED, batch.group()));
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

  /** What it sees in the real images of a batch. */
  ImageFeatures ofReal(TrainingState state, TrainingBatch batch, SpectralWeights weights) {
    return features(weights, batch, batch.images(), state.noise().stream(REAL, batch.group()));
  }

  private ImageFeatures features(
      SpectralWeights weights, TrainingBatch batch, NDArray images, long stream) {
    return discriminator.features(weights, changed(batch, images, stream));
  }

  /** Images of a batch's captions, real or generated, as the discriminator is to see them. */
  private NDArray changed(TrainingBatch batch, NDArray images, long stream) {
    return augmented.apply(images, stream, batch.repeated());
  }
}

package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.augmentation.AugmentedImages;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.EnergyScore;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.losses.PyramidDistance;
import dev.xmcgan.model.training.Scalars.WeightedSum;
import java.util.List;

/**
 * What the generator learns from: {@code −fake + word(fake) + sentence(fake) + image(fake, real)}
 * (paper, section 3; official code: {@code xmc_gan.train_g_d}), and with a pretrained image encoder
 * {@code + image(fake, real)} of its features too. Where a generator drew the "real" images {@code
 * + distillation}, where noise was chosen for real images {@code + assignment(fake, real)}, and
 * with the energy score {@code + energy(fake, other fake, real)}; none of these is in the paper.
 */
final class GeneratorLoss {

  private final Discriminator discriminator;
  private final LossWeights losses;
  private final AugmentedImages augmented;

  /** None or one. */
  private final List<PretrainedImageEncoder> imageEncoders;

  /** The encoders stay the caller's. */
  GeneratorLoss(
      Discriminator discriminator,
      LossWeights losses,
      AugmentedImages augmented,
      List<PretrainedImageEncoder> imageEncoders) {
    this.discriminator = discriminator;
    this.losses = losses;
    this.augmented = augmented;
    this.imageEncoders = List.copyOf(imageEncoders);
  }

  /**
   * What the generator is trained against, all constants.
   *
   * @param weights frozen: judging images costs no gradients of the discriminator's parameters
   * @param captions features of the captions
   * @param real features of the real images
   */
  record Opponent(SpectralWeights weights, CaptionFeatures captions, ImageFeatures real) {}

  /**
   * The weighted sum, a scalar.
   *
   * @param changes stream of random numbers for the augmentation
   * @param scalars gets each term by its name
   */
  NDArray of(
      Opponent opponent, DrawnImages drawn, TrainingBatch batch, long changes, Scalars scalars) {
    NDArray fake = drawn.images();
    SpectralWeights weights = opponent.weights();
    ImageFeatures features =
        discriminator.features(weights, augmented.apply(fake, changes, batch.repeated()));
    CaptionFeatures captions = opponent.captions();
    NDArray logits = discriminator.logits(weights, features.global(), captions.sentences());

    WeightedSum loss = new WeightedSum(scalars);
    loss.add("g_hinge", 1, () -> HingeLoss.ofGenerator(logits));
    captions.addContrast(loss, losses, "fake", features);
    loss.add(
        "image_contrastive_loss",
        losses.image(),
        () -> ContrastiveLoss.between(features.global(), opponent.real().global()).loss());
    addOfImages(loss, drawn, batch);
    scalars.put("g_loss", loss.value());
    return loss.value();
  }

  /**
   * What the images alone tell, without an opponent: a scalar.
   *
   * @param scalars gets each term by its name
   */
  NDArray ofImages(DrawnImages drawn, TrainingBatch batch, Scalars scalars) {
    WeightedSum loss = new WeightedSum(scalars);
    addOfImages(loss, drawn, batch);
    scalars.put("g_loss", loss.value());
    return loss.value();
  }

  private void addOfImages(WeightedSum loss, DrawnImages drawn, TrainingBatch batch) {
    NDArray fake = drawn.images();
    for (PretrainedImageEncoder encoder : imageEncoders) {
      loss.add("pretrained_image_loss", 1, () -> encoder.match(fake, batch.images()).loss());
    }
    batch
        .drawn()
        .ifPresent(
            shares ->
                loss.add(
                    "distillation_loss",
                    losses.distillation(),
                    () -> distillation(fake, batch.images(), shares)));
    batch
        .assigned()
        .ifPresent(
            shares ->
                loss.add(
                    "assignment_loss",
                    losses.assignment(),
                    () -> PyramidDistance.between(fake, batch.images()).mul(shares).mean()));
    drawn
        .others()
        .ifPresent(
            others ->
                loss.add(
                    "energy_score",
                    losses.energy(),
                    () -> EnergyScore.of(fake, others, batch.images())));
  }

  /**
   * Mean absolute difference over the images that a generator drew.
   *
   * @param fake (B,3,S,S), as is {@code held}
   * @param drawn (B,1,1,1), see {@link TrainingBatch#drawn}
   */
  private static NDArray distillation(NDArray fake, NDArray held, NDArray drawn) {
    return fake.sub(held).abs().mul(drawn).mean(); // (B,3,S,S) to ()
  }
}

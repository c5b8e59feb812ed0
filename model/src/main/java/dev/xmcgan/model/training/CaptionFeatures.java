package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.captions.FalseText;
import dev.xmcgan.model.captions.Negatives;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.InfoNce;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.WordLoss;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.Scalars.WeightedSum;
import java.util.Optional;

/**
 * A batch's captions as a discriminator projects them, to be compared with any images of them.
 *
 * @param sentences P(e_s), (B,16·df)
 * @param words their words, ready for images
 * @param beside false captions, if there are any
 * @param negatives which captions are false of which images, where not all of others are
 */
record CaptionFeatures(
    NDArray sentences, WordLoss words, Optional<Beside> beside, Optional<Negatives> negatives) {

  /**
   * False captions in the same eyes.
   *
   * @param text what they are
   * @param sentences P(e_s), (B,16·df)
   * @param words their words, ready for images
   */
  record Beside(FalseText text, NDArray sentences, WordLoss words) {}

  static CaptionFeatures of(
      Discriminator discriminator, SpectralWeights weights, TrainingBatch batch) {
    TextBatch text = discriminator.read(weights, batch.judged());
    return new CaptionFeatures(
        discriminator.sentenceFeatures(weights, text.sentence()),
        words(text),
        batch.falseText().map(made -> beside(discriminator, weights, made)),
        batch.negatives());
  }

  private static Beside beside(
      Discriminator discriminator, SpectralWeights weights, FalseText made) {
    TextBatch text = discriminator.read(weights, made.text());
    return new Beside(made, discriminator.sentenceFeatures(weights, text.sentence()), words(text));
  }

  private static WordLoss words(TextBatch text) {
    return new WordLoss(text.words(), text.lengths());
  }

  /** The same as constants. */
  CaptionFeatures frozen() {
    return new CaptionFeatures(
        sentences.stopGradient(),
        words.frozen(),
        beside.map(
            made ->
                new Beside(made.text(), made.sentences().stopGradient(), made.words().frozen())),
        negatives);
  }

  /** For each image a sentence that is not true of it, (B,16·df): the false one, else another's. */
  NDArray mismatched() {
    NDArray others =
        negatives.map(some -> some.others(sentences)).orElseGet(() -> Tensors.rolled(sentences));
    return beside.map(made -> made.text().orElse(made.sentences(), others)).orElse(others);
  }

  /** Adds what ties images to these captions, as {@code <whose>_word_loss} and so on. */
  void addContrast(WeightedSum loss, LossWeights losses, String whose, ImageFeatures images) {
    loss.add(whose + "_word_loss", losses.word(), () -> wordLoss(images));
    loss.add(whose + "_sentence_loss", losses.sentence(), () -> sentenceLoss(images));
  }

  /** The contrastive loss between the images' regions and the words, a scalar. */
  NDArray wordLoss(ImageFeatures images) {
    InfoNce matching = withoutTrueOnes(words.match(images.regions()));
    return beside
        .map(made -> made.text().only(made.words().ofPartners(images.regions())))
        .map(matching::lossBeside)
        .orElseGet(matching::loss);
  }

  /** The contrastive loss between images and sentences, a scalar. */
  NDArray sentenceLoss(ImageFeatures images) {
    InfoNce matching = withoutTrueOnes(ContrastiveLoss.between(images.global(), sentences));
    return beside
        .map(
            made -> made.text().only(ContrastiveLoss.ofPartners(images.global(), made.sentences())))
        .map(matching::lossBeside)
        .orElseGet(matching::loss);
  }

  private InfoNce withoutTrueOnes(InfoNce matching) {
    return negatives.map(some -> new InfoNce(some.only(matching.similarities()))).orElse(matching);
  }
}

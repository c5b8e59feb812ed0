package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.losses.WordLoss;
import dev.xmcgan.model.text.TextBatch;

/**
 * Captions in a discriminator's eyes.
 *
 * @param sentences P(e_s), (B,16·df)
 * @param words their words, ready for images
 */
record CaptionFeatures(NDArray sentences, WordLoss words) {

  static CaptionFeatures of(Discriminator discriminator, SpectralWeights weights, TextBatch text) {
    return new CaptionFeatures(
        discriminator.sentenceFeatures(weights, text.sentence()),
        new WordLoss(text.words(), text.lengths()));
  }
}

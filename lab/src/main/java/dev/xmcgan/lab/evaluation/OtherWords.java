package dev.xmcgan.lab.evaluation;

import dev.xmcgan.datasets.scenes.SceneSynonyms;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Asks for the images of captions of scenes in other words that mean the same.
 *
 * @param seed of the choice among several words
 */
record OtherWords(ImageSource usual, SceneSynonyms.Words words, long seed) implements ImageSource {

  @Override
  public List<RgbImage> images(int first, List<String> captions) throws IOException {
    SplittableRandom random = new SplittableRandom(seed + first);
    return usual.images(
        first,
        captions.stream().map(caption -> SceneSynonyms.said(caption, words, 1, random)).toList());
  }
}

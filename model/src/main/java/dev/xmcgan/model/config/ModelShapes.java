package dev.xmcgan.model.config;

import java.util.ArrayList;
import java.util.List;

/** Makes other shapes of a model of one shape. */
public final class ModelShapes {
  private ModelShapes() {}

  /**
   * The same for images of another size. Each doubling adds a block to either network: to the
   * generator one of half the channels of its last, to the discriminator one as wide as its last;
   * each halving takes one of them away. So official-128 follows from starter-64 but for the second
   * block of the discriminator.
   *
   * @throws IllegalArgumentException naming imageSize when there is no such model
   */
  public static ModelConfig atImageSize(ModelConfig model, int imageSize) {
    ConfigChecks.requireImageSize(imageSize);
    if (imageSize == model.imageSize()) {
      return model;
    }
    List<Integer> generator = new ArrayList<>(model.generatorChannels());
    List<Integer> discriminator = new ArrayList<>(model.discriminatorChannels());
    for (int size = model.imageSize(); size < imageSize; size *= 2) {
      generator.add(Math.max(1, generator.get(generator.size() - 1) / 2));
      discriminator.add(discriminator.get(discriminator.size() - 1));
    }
    for (int size = model.imageSize(); size > imageSize; size /= 2) {
      generator.remove(generator.size() - 1);
      discriminator.remove(discriminator.size() - 2);
    }
    return new ModelConfig(
        model.name().replaceFirst("-\\d+$", "") + "-" + imageSize,
        imageSize,
        model.generatorWidth(),
        model.discriminatorWidth(),
        model.noiseSize(),
        model.textWidth(),
        model.maxWords(),
        model.pooling(),
        model.stem(),
        model.modulation(),
        model.captionHeads(),
        model.wordRegions(),
        generator,
        discriminator,
        model.upsampling(),
        model.pixelNoise());
  }

  /**
   * The same for another text encoder, or longer captions.
   *
   * @throws IllegalArgumentException naming textWidth or maxWords when that is impossible
   */
  public static ModelConfig forText(ModelConfig model, int textWidth, int maxWords) {
    return new ModelConfig(
        model.name(),
        model.imageSize(),
        model.generatorWidth(),
        model.discriminatorWidth(),
        model.noiseSize(),
        textWidth,
        maxWords,
        model.pooling(),
        model.stem(),
        model.modulation(),
        model.captionHeads(),
        model.wordRegions(),
        model.generatorChannels(),
        model.discriminatorChannels(),
        model.upsampling(),
        model.pixelNoise());
  }
}

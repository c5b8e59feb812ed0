package dev.xmcgan.lab.bench;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.List;

/**
 * What is measured.
 *
 * @param config the networks
 * @param batch B
 * @param words T, tokens of every caption
 */
public record BenchmarkShape(ModelConfig config, int batch, int words) {

  public BenchmarkShape {
    if (batch < 2) {
      throw new IllegalArgumentException("batch must be at least 2, not " + batch);
    }
    if (words < 1 || words > config.maxWords()) {
      throw new IllegalArgumentException(
          "words must be from 1 to %d, not %d".formatted(config.maxWords(), words));
    }
  }

  /** How they are trained, each update on the whole batch at once. */
  TrainingConfig training() {
    return new TrainingConfig(batch, 1e-4, 4e-4, 1, 0.999, false, 0);
  }

  /**
   * Networks with the official code's channel multiples.
   *
   * @param image edge in pixels: 64, 128 or 256
   * @param width gf = df
   * @param textWidth E
   */
  public static BenchmarkShape official(int image, int width, int textWidth, int batch, int words) {
    List<Integer> generator;
    List<Integer> discriminator;
    switch (image) {
      case 64 -> {
        generator = List.of(16, 8, 4, 2);
        discriminator = List.of(2, 4, 8, 16);
      }
      case 128 -> {
        generator = ModelConfig.official128().generatorChannels();
        discriminator = ModelConfig.official128().discriminatorChannels();
      }
      case 256 -> {
        generator = ModelConfig.official256().generatorChannels();
        discriminator = ModelConfig.official256().discriminatorChannels();
      }
      default -> throw new IllegalArgumentException("image must be 64, 128 or 256, not " + image);
    }
    return new BenchmarkShape(
        new ModelConfig(
            "benchmark-" + image,
            image,
            width,
            width,
            128,
            textWidth,
            Math.max(words, 3),
            Pooling.OFFICIAL,
            StemInput.NOISE_AND_SENTENCE,
            16,
            generator,
            discriminator),
        batch,
        words);
  }
}

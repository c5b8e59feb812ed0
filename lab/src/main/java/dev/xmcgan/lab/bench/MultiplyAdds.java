package dev.xmcgan.lab.bench;

import dev.xmcgan.model.config.ModelConfig;
import java.util.List;

/**
 * Multiply-adds of convolutions and matrix products for one image, counted as this project does the
 * work: modulations from the words, shortcuts at the low resolution, up-sampling and pooling taken
 * into convolutions. Norms, activations and losses are not counted.
 */
final class MultiplyAdds {
  private static final int TAPS = 9;

  /** Taps of an up-sampling convolution for the four output pixels of an input pixel. */
  private static final int COMPOSED_TAPS = 16;

  /** As training takes up-sampling into a convolution: from so many input pixels on. */
  private static final int FEWEST_COMPOSED_PIXELS = 256;

  private static final int GLOBAL_BLOCKS = 2;
  private static final int COLOURS = 3;

  private final BenchmarkShape shape;

  MultiplyAdds(BenchmarkShape shape) {
    this.shape = shape;
  }

  /** One image drawn in evaluation. */
  double generator() {
    return generator(FEWEST_COMPOSED_PIXELS); // every convolution that can be is composed
  }

  private double generator(int batch) {
    ModelConfig config = shape.config();
    double condition = config.conditionWidth();
    double text = config.textWidth();
    double regions = square(ModelConfig.ATTENTION_MAP);
    double channels = (double) ModelConfig.STEM_MULTIPLE * config.generatorWidth();
    double edge = ModelConfig.SMALLEST_MAP;
    double sum = text * config.noiseSize();
    sum += config.stemInputWidth() * square(edge) * channels;
    double modulated = 0;
    for (int block = 0; block < config.generatorChannels().size(); block++) {
      if (block == GLOBAL_BLOCKS) {
        sum += 2 * modulated * condition;
        modulated = 0;
        sum += regions * text * (channels + shape.words());
      }
      double out = (double) config.generatorChannels().get(block) * config.generatorWidth();
      double pixels = square(edge);
      boolean composed = batch * square(edge) >= FEWEST_COMPOSED_PIXELS;
      sum += pixels * channels * out * (composed ? COMPOSED_TAPS : 4 * TAPS);
      sum += 4 * pixels * out * out * TAPS;
      sum += pixels * channels * out;
      modulated += channels + out;
      channels = out;
      edge *= 2;
    }
    modulated += channels;
    sum += 2 * modulated * (shape.words() * (text + regions) + condition);
    return sum + square(edge) * channels * COLOURS * TAPS;
  }

  /** One image looked at. */
  double discriminator() {
    ModelConfig config = shape.config();
    double text = config.textWidth();
    double edge = config.imageSize();
    double channels = COLOURS;
    double out = config.discriminatorWidth();
    List<Integer> multiples = config.discriminatorChannels();
    double sum = 0;
    for (int block = 0; block <= multiples.size(); block++) {
      if (block > 0) {
        out = (double) multiples.get(block - 1) * config.discriminatorWidth();
      }
      boolean halves = block < multiples.size();
      // a convolution before a pooling: sixteen taps for a quarter of the pixels
      double second = halves ? COMPOSED_TAPS / 4.0 : TAPS;
      sum += square(edge) * out * (channels * TAPS + out * second);
      edge = halves ? edge / 2 : edge;
      if (halves || channels != out) {
        sum += square(edge) * channels * out;
      }
      if (edge == config.wordRegions() && halves) {
        sum += square(edge) * out * text;
      }
      channels = out;
    }
    return sum + channels * (1 + text);
  }

  /** The generator draws; the discriminator sees real and fake; its weights get gradients. */
  double discriminatorStep() {
    return generator(shape.batch()) + 2 * 3 * discriminator();
  }

  /** Drawn, judged beside the real image, and back to the generator's weights. */
  double generatorStep() {
    return 3 * generator(shape.batch()) + 3 * discriminator();
  }

  /** Both from one set of drawn images. */
  double jointStep() {
    return 3 * generator(shape.batch()) + (2 * 3 + 2) * discriminator();
  }

  private static double square(double edge) {
    return edge * edge;
  }
}

package dev.xmcgan.model.generation;

import dev.xmcgan.model.layers.CounterRandom;
import java.util.OptionalDouble;

/**
 * Seeds of images and the noise drawn from them, on the CPU, the same on every machine. All of it
 * is {@link CounterRandom}: SplitMix64 read at a position, Box–Muller in strict arithmetic.
 */
public final class Seeds {

  private Seeds() {}

  /**
   * The seed of image {@code index} of a request: element {@code index} of the SplitMix64 sequence
   * whose start is the mixed request seed, so that the images of neighbouring request seeds do not
   * overlap.
   */
  public static long imageSeed(long requestSeed, int index) {
    if (index < 0) {
      throw new IllegalArgumentException("image index must not be negative: " + index);
    }
    return CounterRandom.stream(requestSeed, index);
  }

  /**
   * The noise z of one image: standard normal values number 0, 1, 2 … of the image's stream, those
   * beyond the truncation left out.
   *
   * @return {@code size} values
   */
  public static float[] noise(long imageSeed, int size, OptionalDouble truncation) {
    double limit = truncation.orElse(Double.POSITIVE_INFINITY);
    float[] noise = new float[size];
    long counter = 0;
    for (int i = 0; i < size; i++) {
      double value = CounterRandom.normal(imageSeed, counter++);
      while (Math.abs(value) > limit) {
        value = CounterRandom.normal(imageSeed, counter++);
      }
      noise[i] = (float) value;
    }
    return noise;
  }
}

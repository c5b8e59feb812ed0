package dev.xmcgan.model.generation;

import dev.xmcgan.model.layers.CounterRandom;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Seeds of images and the noise drawn from them, on the CPU, the same on every machine. All of it
 * is {@link CounterRandom}: SplitMix64 read at a position, Box–Muller in strict arithmetic.
 */
public final class Seeds {

  private static final double SMALLEST_SINE = 1e-6;

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
   * Noise on the way from some to other by spherical interpolation: {@code sin((1 − t)ω)/sin ω · a
   * + sin(tω)/sin ω · b} with ω the angle between them (Shoemake, 1985), so that it stays as long
   * as noise is; a straight line would pass through values that no image was ever drawn from. In
   * strict arithmetic.
   *
   * @param share t, 0 to 1: 0 gives {@code some}, 1 gives {@code other}, bit for bit
   * @return as many values as each of them has
   */
  static float[] between(float[] some, float[] other, double share) {
    if (share == 0 || Arrays.equals(some, other)) {
      return some;
    }
    if (share == 1) {
      return other;
    }
    double product = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < some.length; i++) {
      product += (double) some[i] * other[i];
      squares += (double) some[i] * some[i];
      otherSquares += (double) other[i] * other[i];
    }
    double cosine = product / StrictMath.sqrt(squares * otherSquares);
    double angle = StrictMath.acos(Math.max(-1, Math.min(1, cosine)));
    double sine = StrictMath.sin(angle);
    // of one direction, or of opposite ones, between which no way is the shortest
    boolean straight = !(sine > SMALLEST_SINE);
    double a = straight ? 1 - share : StrictMath.sin((1 - share) * angle) / sine;
    double b = straight ? share : StrictMath.sin(share * angle) / sine;
    float[] between = new float[some.length];
    for (int i = 0; i < some.length; i++) {
      between[i] = (float) (a * some[i] + b * other[i]);
    }
    return between;
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

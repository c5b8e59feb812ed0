package dev.xmcgan.evaluation.quality;

import java.util.SplittableRandom;

/** Feature vectors from a seed. */
final class Vectors {

  private Vectors() {}

  /** Correlated normal vectors, {@code (count,width)}. */
  static float[][] normal(int count, int width, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[count][width];
    for (float[] vector : vectors) {
      double common = gaussian(random);
      for (int i = 0; i < width; i++) {
        vector[i] = (float) (shift + 0.3 * common + (1 + 0.2 * i) * gaussian(random));
      }
    }
    return vectors;
  }

  private static double gaussian(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}

package dev.xmcgan.evaluation.retrieval;

/** Cosines as products of vectors of length one. */
final class Cosines {

  private Cosines() {}

  /** Each vector scaled to length one; a vector of zeros stays and is like nothing. */
  static float[][] unit(float[][] vectors) {
    float[][] units = new float[vectors.length][];
    for (int i = 0; i < vectors.length; i++) {
      double length = Math.sqrt(dot(vectors[i], vectors[i]));
      if (!Double.isFinite(length)) {
        throw new IllegalArgumentException("embedding %d is not finite".formatted(i));
      }
      units[i] = new float[vectors[i].length];
      for (int j = 0; j < units[i].length && length > 0; j++) {
        units[i][j] = (float) (vectors[i][j] / length);
      }
    }
    return units;
  }

  static double dot(float[] left, float[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "embeddings of %d and %d numbers".formatted(left.length, right.length));
    }
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }
}

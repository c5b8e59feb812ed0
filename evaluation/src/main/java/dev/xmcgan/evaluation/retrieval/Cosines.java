package dev.xmcgan.evaluation.retrieval;

/** Cosines as products of vectors of length one. */
final class Cosines {

  private Cosines() {}

  /** The vector scaled to length one; one of zeros stays and is like nothing. */
  static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    if (!Double.isFinite(length)) {
      throw new IllegalArgumentException("an embedding is not finite");
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length && length > 0; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
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

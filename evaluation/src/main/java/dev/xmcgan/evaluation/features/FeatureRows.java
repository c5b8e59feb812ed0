package dev.xmcgan.evaluation.features;

/** Vectors of one width by number. */
public interface FeatureRows {

  /** N, how many vectors. */
  int count();

  /** Vector {@code index} of N, (D); the caller's own. */
  float[] row(int index);

  /** Vectors at hand, {@code (N,D)}. */
  static FeatureRows of(float[][] vectors) {
    return new FeatureRows() {
      @Override
      public int count() {
        return vectors.length;
      }

      @Override
      public float[] row(int index) {
        return vectors[index].clone();
      }
    };
  }
}

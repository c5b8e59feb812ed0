package dev.xmcgan.evaluation.quality;

import org.ejml.data.DMatrixRMaj;

/**
 * Mean and covariance of feature vectors, gathered one by one in float64. Memory is that of one
 * covariance however many vectors there are (Chan, Golub, LeVeque: <em>Updating formulae and a
 * pairwise algorithm for computing sample variances</em>, 1979). Not thread-safe.
 */
public final class FeatureMoments {

  private final int width;
  private final double[] mean;
  private final double[] scatter; // (D,D), its upper triangle: Σ (x − mean)(x − mean)ᵀ
  private final double[] delta;
  private long count;

  /**
   * Nothing gathered so far.
   *
   * @param width D, numbers of a vector
   */
  public FeatureMoments(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("feature vectors have 1 number or more, not " + width);
    }
    this.width = width;
    this.mean = new double[width];
    this.scatter = new double[Math.multiplyExact(width, width)];
    this.delta = new double[width];
  }

  /** The moments of vectors at hand, {@code (N,D)}. */
  public static FeatureMoments of(float[][] features) {
    if (features.length == 0) {
      throw new IllegalArgumentException("no feature vectors");
    }
    FeatureMoments moments = new FeatureMoments(features[0].length);
    for (float[] vector : features) {
      moments.add(vector);
    }
    return moments;
  }

  /**
   * One more vector.
   *
   * @throws IllegalArgumentException when it has another width or holds NaN or infinity; nothing is
   *     changed then
   */
  public void add(float[] vector) {
    if (vector.length != width) {
      throw new IllegalArgumentException(
          "a feature vector of %d numbers among those of %d".formatted(vector.length, width));
    }
    for (int i = 0; i < width; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException("feature %d is %s".formatted(i, vector[i]));
      }
      delta[i] = vector[i] - mean[i];
    }
    count++;
    addShifted((count - 1.0) / count, 1.0 / count);
  }

  /** How many vectors were gathered. */
  public long count() {
    return count;
  }

  /** D, numbers of a vector. */
  public int width() {
    return width;
  }

  /** The mean, (D). */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The unbiased covariance, (D,D).
   *
   * @throws IllegalStateException with fewer than two vectors
   */
  public DMatrixRMaj covariance() {
    if (count < 2) {
      throw new IllegalStateException("a covariance needs 2 vectors or more, has " + count);
    }
    DMatrixRMaj covariance = new DMatrixRMaj(width, width);
    for (int row = 0; row < width; row++) {
      for (int column = row; column < width; column++) {
        double value = scatter[row * width + column] / (count - 1);
        covariance.set(row, column, value);
        covariance.set(column, row, value);
      }
    }
    return covariance;
  }

  private void addShifted(double weight, double share) {
    for (int row = 0; row < width; row++) {
      double scaled = weight * delta[row];
      int at = row * width;
      for (int column = row; column < width; column++) {
        scatter[at + column] += scaled * delta[column];
      }
    }
    for (int i = 0; i < width; i++) {
      mean[i] += share * delta[i];
    }
  }
}

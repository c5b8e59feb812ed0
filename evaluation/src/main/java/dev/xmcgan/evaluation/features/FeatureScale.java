package dev.xmcgan.evaluation.features;

/**
 * Brings features to mean 0 and deviation 1 over given rows, so that each counts alike where
 * distances are measured on them.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FeatureScale(double[] mean, double[] deviation) {

  /**
   * By the rows' mean and deviation.
   *
   * @param rows (N,D), one or more
   * @param least deviation that is taken at least, so that what hardly changes is not blown up
   */
  public static FeatureScale of(float[][] rows, double least) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / (double) rows.length;
      }
    }
    double[] deviation = new double[mean.length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        deviation[j] += Math.pow(row[j] - mean[j], 2) / rows.length;
      }
    }
    for (int j = 0; j < deviation.length; j++) {
      deviation[j] = Math.max(least, Math.sqrt(deviation[j]));
    }
    return new FeatureScale(mean, deviation);
  }

  /** Rows of any images on this scale, (N,D). */
  public float[][] apply(float[][] rows) {
    float[][] scaled = new float[rows.length][mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        scaled[i][j] = (float) ((rows[i][j] - mean[j]) / deviation[j]);
      }
    }
    return scaled;
  }
}

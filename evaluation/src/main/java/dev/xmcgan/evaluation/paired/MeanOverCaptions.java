package dev.xmcgan.evaluation.paired;

/**
 * The mean of a value that each caption's image has, such as whether everything is right on it.
 *
 * @param values one or more, finite
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
public record MeanOverCaptions(double[] values) implements CaptionStatistic {
  public MeanOverCaptions {
    if (values.length == 0) {
      throw new IllegalArgumentException("a mean over no captions");
    }
  }

  @Override
  public int captions() {
    return values.length;
  }

  @Override
  public double of(int[] counts) {
    double sum = 0;
    long total = 0;
    for (int i = 0; i < values.length; i++) {
      sum += counts[i] * values[i];
      total += counts[i];
    }
    return sum / total;
  }
}

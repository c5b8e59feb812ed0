package dev.xmcgan.evaluation.paired;

import java.util.Arrays;

/** A figure of images of some captions that can be worked out again for resampled captions. */
public interface CaptionStatistic {
  /** How many captions there are. */
  int captions();

  /**
   * The figure where each caption counts so many times.
   *
   * @param counts 0 or more for each caption, not all 0
   * @return finite
   */
  double of(int[] counts);

  /** The figure of the captions as they are. */
  default double value() {
    int[] once = new int[captions()];
    Arrays.fill(once, 1);
    return of(once);
  }
}

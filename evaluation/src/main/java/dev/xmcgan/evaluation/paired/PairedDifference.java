package dev.xmcgan.evaluation.paired;

import dev.xmcgan.evaluation.scores.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A difference of two generators over the same captions, and where it truly lies: the percentile
 * interval of a paired bootstrap (Efron and Tibshirani, <em>An introduction to the bootstrap</em>,
 * 1993, chapter 13), in which both are measured on the same resampled captions.
 */
public record PairedDifference(double value, Interval interval) {
  /** Resampled sets of captions. */
  public static final int REPLICATES = 1000;

  private static final long SEED = 0;
  private static final double TAIL = 0.025;

  /** How much the first is above the second; equal figures always give equal intervals. */
  public static PairedDifference of(CaptionStatistic first, CaptionStatistic second) {
    int captions = first.captions();
    if (captions != second.captions()) {
      throw new IllegalArgumentException(
          "a difference between %d and %d captions".formatted(captions, second.captions()));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] differences = new double[REPLICATES];
    for (int i = 0; i < REPLICATES; i++) {
      int[] counts = new int[captions];
      for (int drawn = 0; drawn < captions; drawn++) {
        counts[random.nextInt(captions)]++;
      }
      differences[i] = first.of(counts) - second.of(counts);
    }
    Arrays.sort(differences);
    int low = (int) (TAIL * REPLICATES);
    return new PairedDifference(
        first.value() - second.value(),
        new Interval(differences[low], differences[REPLICATES - 1 - low]));
  }

  /** Whether the first is better beyond chance. */
  public boolean isBetter() {
    return interval.low() > 0;
  }

  /** Whether the first is worse beyond chance. */
  public boolean isWorse() {
    return interval.high() < 0;
  }
}

package dev.xmcgan.evaluation.scores;

/**
 * Where a true value lies with 95 % confidence.
 *
 * @param low at most {@code high}
 */
public record Interval(double low, double high) {

  /** Two-sided 95 % point of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("an interval from %s to %s".formatted(low, high));
    }
  }

  /**
   * The score interval of a share (Wilson, 1927), sound for few trials and for shares near 0 and 1.
   *
   * @param hits from 0 to {@code trials}; half hits may be counted
   * @param trials above 0
   */
  public static Interval wilson(double hits, long trials) {
    if (trials < 1 || !(hits >= 0 && hits <= trials)) {
      throw new IllegalArgumentException("a share of %s in %d".formatted(hits, trials));
    }
    double share = hits / trials;
    double factor = 1 + Z * Z / trials;
    double middle = (share + Z * Z / (2 * trials)) / factor;
    double half =
        Z * Math.sqrt(share * (1 - share) / trials + Z * Z / (4.0 * trials * trials)) / factor;
    return new Interval(
        hits == 0 ? 0 : Math.max(0, middle - half),
        hits == trials ? 1 : Math.min(1, middle + half));
  }
}

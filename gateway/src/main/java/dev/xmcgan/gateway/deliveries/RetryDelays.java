package dev.xmcgan.gateway.deliveries;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before something is tried again: four times as long each time, up to half an
 * hour, and a fifth more or less, so that many that failed together do not come back together.
 *
 * @param first wait
 */
record RetryDelays(Duration first, RandomGenerator random) {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int FACTOR = 4;
  private static final double SPREAD = 0.2;

  /**
   * The wait after so many failures.
   *
   * @param failures at least 1
   */
  Duration after(int failures) {
    double millis = first.toMillis() * Math.pow(FACTOR, failures - 1.0);
    double spread = 1 + SPREAD * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(Math.min(millis, LONGEST.toMillis()) * spread));
  }
}

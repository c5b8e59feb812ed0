package dev.xmcgan.generator.batching;

import java.time.Duration;

/**
 * Learns how long a micro-batch takes by what it costs: {@code seconds = overhead + slope · cost},
 * a line through what was measured, by least squares in which older measurements count less and
 * less. One owner; not thread-safe.
 */
final class RunTimes {
  /** Measurements before the line is believed. */
  private static final int FEW = 8;

  /** What a measurement counts for after one more. */
  private static final double MEMORY = 0.97;

  /** Costs that differ by less, as a share of their mean, tell no slope. */
  private static final double SPREAD = 0.02;

  private static final double NANOS = 1e9;

  private long count;
  private double weight;
  private double cost;
  private double seconds;
  private double costSquared;
  private double costSeconds;

  /** A micro-batch took so long. */
  void add(double batchCost, Duration took) {
    double y = took.toNanos() / NANOS;
    count++;
    weight = MEMORY * weight + 1;
    cost = MEMORY * cost + batchCost;
    seconds = MEMORY * seconds + y;
    costSquared = MEMORY * costSquared + batchCost * batchCost;
    costSeconds = MEMORY * costSeconds + batchCost * y;
  }

  /** Whether enough was measured. */
  boolean isKnown() {
    return count >= FEW;
  }

  /** What any micro-batch takes, however small, in seconds; 0 while all of them cost the same. */
  double overhead() {
    double mean = seconds / weight;
    return Math.min(mean, Math.max(0, mean - slope() * cost / weight));
  }

  /** Seconds for each unit of cost. */
  double slope() {
    double meanCost = cost / weight;
    double variance = costSquared / weight - meanCost * meanCost;
    double through = seconds / cost;
    if (variance < SPREAD * SPREAD * meanCost * meanCost) {
      return through;
    }
    double covariance = costSeconds / weight - meanCost * seconds / weight;
    // noise must not make work free, nor cheaper than nothing
    return Math.min(through, Math.max(0, covariance / variance));
  }

  /** The cost of what takes so long; infinite where cost takes no time. */
  double costWithin(double within) {
    return slope() == 0 ? Double.POSITIVE_INFINITY : (within - overhead()) / slope();
  }

  /** What a micro-batch of that cost takes, in seconds. */
  double of(double batchCost) {
    return overhead() + slope() * batchCost;
  }

  /** The cost whose own time is as long as the overhead; 0 where cost takes no time. */
  double costOfOverhead() {
    return slope() == 0 ? 0 : overhead() / slope();
  }
}

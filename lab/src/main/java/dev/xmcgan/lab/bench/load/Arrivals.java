package dev.xmcgan.lab.bench.load;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** When requests of many users who know nothing of each other come: a Poisson process. */
public final class Arrivals implements LongSupplier {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final RandomGenerator random;
  private double next;

  /**
   * @param begin of the time in which they come, in nanoseconds
   * @param perSecond how many come in the mean
   */
  public Arrivals(long begin, double perSecond, RandomGenerator random) {
    this.next = begin;
    this.perSecond = perSecond;
    this.random = random;
  }

  /** The time of the next one, in nanoseconds. */
  @Override
  public long getAsLong() {
    next -= Math.log(1 - random.nextDouble()) / perSecond * NANOS;
    return (long) next;
  }
}

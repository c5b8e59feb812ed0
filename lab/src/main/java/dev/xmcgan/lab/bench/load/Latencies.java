package dev.xmcgan.lab.bench.load;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * How long calls took.
 *
 * @param millis of each, in order of size
 * @param seconds in which they were made
 */
@SuppressWarnings("ArrayRecordComponent")
public record Latencies(double[] millis, double seconds) {
  /** Of calls in any order. */
  static Latencies of(Collection<Double> millis, double seconds) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Latencies(sorted, seconds);
  }

  /** Those of both, made one after the other. */
  public Latencies and(Latencies other) {
    double[] both =
        DoubleStream.concat(Arrays.stream(millis), Arrays.stream(other.millis)).sorted().toArray();
    return new Latencies(both, seconds + other.seconds);
  }

  /** How many there were. */
  public int count() {
    return millis.length;
  }

  public double perSecond() {
    return count() / seconds;
  }

  /** So many of a hundred calls took no longer, in milliseconds. */
  public double percentile(int percent) {
    return millis[(count() - 1) * percent / 100];
  }
}

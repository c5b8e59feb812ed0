package dev.xmcgan.evaluation.scores;

import java.util.Optional;

/**
 * A measured value and how it was measured.
 *
 * @param value finite
 * @param deviation standard deviation over folds, splits or subsets, where there are some
 * @param interval 95 % interval, where the metric gives one
 */
public record Score(
    Protocol protocol, double value, Optional<Double> deviation, Optional<Interval> interval) {

  public Score {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(protocol.metric() + " is " + value);
    }
  }

  /** The same with one more parameter in its protocol. */
  public Score with(String name, Object parameter) {
    return new Score(protocol.with(name, parameter), value, deviation, interval);
  }

  /** The same under another name, such as that of a part of the images. */
  public Score named(String metric) {
    return new Score(protocol.named(metric), value, deviation, interval);
  }

  /** A value alone. */
  public static Score of(Protocol protocol, double value) {
    return new Score(protocol, value, Optional.empty(), Optional.empty());
  }

  /** A mean over parts, with their deviation. */
  public static Score of(Protocol protocol, double value, double deviation) {
    return new Score(protocol, value, Optional.of(deviation), Optional.empty());
  }

  /** A value with its interval. */
  public static Score of(Protocol protocol, double value, Interval interval) {
    return new Score(protocol, value, Optional.empty(), Optional.of(interval));
  }

  /**
   * Mean and deviation of parts.
   *
   * @param parts one value or more; the deviation divides by their number
   */
  public static Score ofParts(Protocol protocol, double[] parts) {
    double mean = 0;
    for (double part : parts) {
      mean += part / parts.length;
    }
    double squares = 0;
    for (double part : parts) {
      squares += (part - mean) * (part - mean) / parts.length;
    }
    return of(protocol, mean, Math.sqrt(squares));
  }
}

package dev.xmcgan.lab.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What callers see until their time is up. Not thread-safe. */
final class ClosedTurn {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;

  private final long begin;
  private final long end;
  private final List<Double> millis = new ArrayList<>();
  private long last;

  /**
   * @param begin as {@link System#nanoTime} tells it
   */
  ClosedTurn(long begin, Duration length) {
    this.begin = begin;
    this.end = begin + length.toNanos();
    this.last = begin;
  }

  /**
   * A call is over.
   *
   * @param asked when it began
   * @return whether its caller asks again
   */
  boolean answered(long asked, long now) {
    millis.add((now - asked) / MILLIS);
    last = now;
    return now - end < 0;
  }

  /** All of them, from the beginning to the last answer. */
  Latencies seen() {
    return Latencies.of(millis, (last - begin) / NANOS);
  }
}

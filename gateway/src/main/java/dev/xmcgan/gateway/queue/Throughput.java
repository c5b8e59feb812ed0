package dev.xmcgan.gateway.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Images per second while there is much to do: a mean whose memory fades with {@link #MEMORY}.
 * Other times do not count. Not thread-safe; {@link OpenRequests} guards it.
 */
final class Throughput {
  private static final Duration MEMORY = Duration.ofSeconds(10);

  /** Micro-batches end together: what is shorter says nothing. */
  private static final Duration SAMPLE = Duration.ofSeconds(1);

  private Instant since;
  private int images;
  private double rate;

  /** Work begins after a rest. */
  void begin(Instant now) {
    since = now;
    images = 0;
  }

  /** An image was answered. */
  void add(Instant now) {
    images++;
    sample(now);
  }

  /** All work is done. */
  void rest(Instant now) {
    if (since != null && images > 0) {
      // a short burst is all that may be known
      take(Math.max(Duration.between(since, now).toMillis(), 1));
    }
    since = null;
  }

  /** Images per second; empty until some were answered. */
  OptionalDouble perSecond(Instant now) {
    sample(now);
    return rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty();
  }

  private void sample(Instant now) {
    if (since != null && images > 0) {
      Duration elapsed = Duration.between(since, now);
      if (elapsed.compareTo(SAMPLE) >= 0) {
        take(elapsed.toMillis());
        begin(now);
      }
    }
  }

  private void take(long millis) {
    double measured = images * 1_000.0 / millis;
    double weight = rate == 0 ? 1 : 1 - Math.exp(-(double) millis / MEMORY.toMillis());
    rate += weight * (measured - rate);
  }
}

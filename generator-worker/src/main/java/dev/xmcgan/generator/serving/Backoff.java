package dev.xmcgan.generator.serving;

import java.time.Duration;

/** Growing pauses between attempts. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration next = FIRST;

  /** How long to wait now. */
  Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return now;
  }

  /** An attempt worked. */
  void reset() {
    next = FIRST;
  }
}

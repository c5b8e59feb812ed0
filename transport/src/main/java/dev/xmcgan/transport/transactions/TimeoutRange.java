package dev.xmcgan.transport.transactions;

import java.time.Duration;

/**
 * How long transactions may take. What one that was left open has written, and all behind it, is
 * kept from read-committed readers for so long.
 *
 * @param first as long as none was measured
 * @param shortest however quick they are
 * @param longest however slow they are; brokers allow 15 minutes by default
 */
public record TimeoutRange(Duration first, Duration shortest, Duration longest) {
  public TimeoutRange {
    if (shortest.isNegative()
        || shortest.isZero()
        || first.compareTo(shortest) < 0
        || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "transactions of %s to %s, at first %s".formatted(shortest, longest, first));
    }
  }

  /** Always the same. */
  public static TimeoutRange always(Duration timeout) {
    return new TimeoutRange(timeout, timeout, timeout);
  }
}

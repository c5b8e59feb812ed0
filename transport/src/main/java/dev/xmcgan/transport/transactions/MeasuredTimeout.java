package dev.xmcgan.transport.transactions;

import java.time.Duration;

/**
 * How long transactions may take, by what they took: doubled until one like the last would take a
 * quarter of it, so that a slow broker or machine does not abort the same work for ever; halved
 * after a number of them that took hardly any of it. One owner; not thread-safe.
 */
final class MeasuredTimeout {
  private static final int ROOM = 4;
  private static final int MUCH_ROOM = 20;

  /** So many transactions in a row have to be quick. */
  private static final int QUICK_ONES = 20;

  private final TimeoutRange range;
  private Duration timeout;
  private int quick;

  MeasuredTimeout(TimeoutRange range) {
    this.range = range;
    this.timeout = range.first();
  }

  Duration now() {
    return timeout;
  }

  /**
   * Notes how long a transaction took, to its commit or its failure.
   *
   * @return whether another timeout holds from now on
   */
  boolean took(Duration took) {
    Duration before = timeout;
    quick = took.multipliedBy(MUCH_ROOM).compareTo(timeout) < 0 ? quick + 1 : 0;
    if (quick == QUICK_ONES) {
      quick = 0;
      timeout = later(timeout.dividedBy(2), range.shortest());
    }
    while (took.multipliedBy(ROOM).compareTo(timeout) > 0
        && timeout.compareTo(range.longest()) < 0) {
      timeout = earlier(timeout.multipliedBy(2), range.longest());
    }
    return !timeout.equals(before);
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

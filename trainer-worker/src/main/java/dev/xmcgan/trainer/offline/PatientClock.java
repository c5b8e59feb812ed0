package dev.xmcgan.trainer.offline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes only when there is nothing to do, so that steps hang on no machine's speed. */
final class PatientClock extends Clock {
  private Instant now = Instant.EPOCH;

  /** Lets time pass. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock tells no time of day");
  }
}

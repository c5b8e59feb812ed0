package dev.xmcgan.trainer.training;

import java.time.Duration;
import java.time.Instant;

/**
 * When to publish: at each interval while training goes on; sooner when the earned steps are used
 * up, so that what was learned is served without waiting, but not after every pair of a trickle.
 */
final class CheckpointTimer {
  /** The part of the interval that must have passed even when training rests. */
  private static final int SHARE_AT_REST = 6;

  private final Duration interval;
  private Instant last;
  private Instant notBefore = Instant.MIN;
  private long publishedStep;

  /**
   * @param step of the checkpoint that training went on from
   */
  CheckpointTimer(Duration interval, Instant now, long step) {
    this.interval = interval;
    this.last = now;
    this.publishedStep = step;
  }

  /** Whether steps were done that no checkpoint has. */
  boolean hasProgress(long step) {
    return step > publishedStep;
  }

  /**
   * Whether to publish now.
   *
   * @param resting whether no step is due
   */
  boolean isDue(long step, boolean resting, Instant now) {
    Duration wait = resting ? interval.dividedBy(SHARE_AT_REST) : interval;
    return hasProgress(step)
        && !now.isBefore(notBefore)
        && Duration.between(last, now).compareTo(wait) >= 0;
  }

  /** That step was published. */
  void published(long step, Instant now) {
    publishedStep = step;
    last = now;
  }

  /** Publishing failed; not again before that. */
  void postpone(Instant until) {
    notBefore = until;
  }
}

package dev.xmcgan.trainer.training;

import java.time.Duration;
import java.time.Instant;

/**
 * When to publish: at each interval while training goes on; sooner when the earned steps are used
 * up, so that what was learned is served without waiting, but not after every pair of a trickle:
 * what comes sooner is taken from intervals in which nothing came. And when to publish the state of
 * training with it: after so much training that nobody wants to see it done again.
 */
final class CheckpointTimer {
  /** The part of the interval that must have passed even when training rests. */
  private static final int SHARE_AT_REST = 6;

  /** Most checkpoints that are saved up. */
  private static final double MOST_SAVED = 3;

  private final Duration interval;
  private final Duration stateInterval;
  private Instant last;
  private Instant lastLook;
  private Instant notBefore = Instant.MIN;
  private double saved = 1;
  private long publishedStep;
  private long stateStep;
  private Duration trained;

  /**
   * The first checkpoint holds the state, so that trainers that are killed soon get on, too.
   *
   * @param stateInterval of training
   * @param step of the checkpoint that training went on from
   */
  CheckpointTimer(Duration interval, Duration stateInterval, Instant now, long step) {
    this.interval = interval;
    this.stateInterval = stateInterval;
    this.last = now;
    this.lastLook = now;
    this.publishedStep = step;
    this.stateStep = step;
    this.trained = stateInterval;
  }

  /** To be told at each turn: time between turns that did not rest counts as training. */
  void passed(boolean resting, Instant now) {
    Duration since = Duration.between(lastLook, now);
    if (since.isNegative()) {
      // the clock was set back; nothing waits for it to come there again
      last = last.plus(since);
      notBefore = Instant.MIN;
    } else if (!resting) {
      trained = trained.plus(since);
    }
    lastLook = now;
  }

  /** Whether steps were done after the state that was published last. */
  boolean hasUnsavedState(long step) {
    return step > stateStep;
  }

  /** Whether what is published next holds the state of training. */
  boolean isStateDue() {
    return trained.compareTo(stateInterval) >= 0;
  }

  /**
   * Whether to publish now.
   *
   * @param resting whether no step is due
   */
  boolean isDue(long step, boolean resting, Instant now) {
    if (step <= publishedStep || now.isBefore(notBefore)) {
      return false;
    }
    Duration since = Duration.between(last, now);
    return since.compareTo(interval) >= 0
        || (resting
            && since.compareTo(interval.dividedBy(SHARE_AT_REST)) >= 0
            && savedAfter(since) >= 1);
  }

  /** That step was published. */
  void published(long step, boolean withState, Instant now) {
    saved = Math.max(0, savedAfter(Duration.between(last, now)) - 1);
    publishedStep = step;
    last = now;
    if (withState) {
      stateStep = step;
      trained = Duration.ZERO;
    }
  }

  /** Publishing failed; not again before that. */
  void postpone(Instant until) {
    notBefore = until;
  }

  private double savedAfter(Duration since) {
    return Math.min(MOST_SAVED, saved + (double) since.toNanos() / interval.toNanos());
  }
}

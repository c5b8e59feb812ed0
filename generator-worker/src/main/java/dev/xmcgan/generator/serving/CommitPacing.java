package dev.xmcgan.generator.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides when answers go into a transaction. At once, as a rule. Where so much waits that the
 * lanes have work without anything that a caller sends upon an answer, a few micro-batches share
 * one: what a transaction costs the broker hardly depends on how much is in it. One owner; not
 * thread-safe.
 */
final class CommitPacing {
  /** So long answers wait at most for others. */
  static final Duration LONGEST = Duration.ofMillis(200);

  private final int enough;
  private final Clock clock;
  private Optional<Instant> waitingSince = Optional.empty();

  /**
   * @param enough answers are not kept back for more
   */
  CommitPacing(int enough, Clock clock) {
    this.enough = enough;
    this.clock = clock;
  }

  /**
   * Whether to commit now.
   *
   * @param answers that wait
   * @param backlog whether the lanes have enough to draw until these are committed
   */
  boolean isDue(int answers, boolean backlog) {
    if (answers == 0) {
      waitingSince = Optional.empty();
      // offsets alone, of records that were passed over
      return true;
    }
    Instant now = clock.instant();
    Instant since = waitingSince.orElse(now);
    waitingSince = Optional.of(since);
    return !backlog || answers >= enough || !now.isBefore(since.plus(LONGEST));
  }
}

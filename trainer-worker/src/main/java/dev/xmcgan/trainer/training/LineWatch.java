package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices when training has to go on from another checkpoint than the one this run came from:
 * people or the gate have released, rolled back or barred something since. Belongs to the training
 * thread.
 */
final class LineWatch {
  /** Topics are read one by one: what was published together need not show together. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private final ReleaseStore releases;
  private final String channel;
  private final Clock clock;
  private final Optional<Release> atStart;
  private final boolean sound;
  private final AtomicBoolean news = new AtomicBoolean(true);
  private Optional<Instant> since = Optional.empty();
  private Optional<Release> seen;

  /**
   * @param releases followed; stays the caller's
   * @param starts what the run chose from
   */
  LineWatch(ReleaseStore releases, String channel, CheckpointBoard.Starts starts, Clock clock) {
    this.releases = releases;
    this.channel = channel;
    this.atStart = starts.release();
    this.sound = starts.sound();
    this.seen = atStart;
    this.clock = clock;
    releases.onChange(() -> news.set(true));
  }

  /**
   * Whether training has to go on from somewhere else. Costs nothing while nothing changes.
   *
   * @param at the checkpoint that the run published last, or came from
   */
  boolean isLeft(Optional<String> at) {
    if (!releases.isCaughtUp() || (!news.getAndSet(false) && since.isEmpty())) {
      return false;
    }
    ReleaseSnapshot book = releases.snapshot();
    seen = book.release(channel);
    if (!isElsewhere(book, at)) {
      since = Optional.empty();
      return false;
    }
    Instant now = clock.instant();
    since = since.or(() -> Optional.of(now));
    return !now.isBefore(since.get().plus(SETTLED));
  }

  /** What is wrong with the line. */
  Set<TrainingAlert> alerts() {
    return seen.map(Release::getTrainFrom).isPresent()
        ? Set.of(TrainingAlert.CANDIDATES_REJECTED)
        : Set.of();
  }

  private boolean isElsewhere(ReleaseSnapshot book, Optional<String> at) {
    Optional<Release> release = book.release(channel);
    if (at.isEmpty()) {
      // a training from nothing leaves the field to whatever somebody else releases
      return release
          .filter(each -> !release.equals(atStart))
          .flatMap(each -> book.checkpoint(each.getCheckpointId()))
          .isPresent();
    }
    Optional<Checkpoint> here = book.checkpoint(at.get());
    if (here.isEmpty() || release.isEmpty()) {
      return false;
    }
    // where it started is the best that could be opened for what was released then
    boolean decidedSince =
        !release.equals(atStart)
            || (sound && (book.isBarred(at.get()) || book.barredAncestor(at.get()).isPresent()));
    return decidedSince
        && book.checkpoint(release.get().getCheckpointId()).isPresent()
        && !StartingPoint.leads(book, release.get(), here.get());
  }
}

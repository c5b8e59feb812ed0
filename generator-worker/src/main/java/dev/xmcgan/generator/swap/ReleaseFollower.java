package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.SharedGenerator;
import dev.xmcgan.generator.swap.LoadOutcome.Loaded;
import dev.xmcgan.generator.swap.LoadOutcome.Refused;
import dev.xmcgan.generator.swap.LoadOutcome.Unavailable;
import dev.xmcgan.generator.swap.SwapState.Settled;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the newest release of one channel. A release that is overtaken or taken back while it is
 * loaded is never handed over. Runs on the loading thread.
 */
final class ReleaseFollower {
  /** A release may be seen before its manifest, which lies on another topic. */
  static final Duration MANIFEST_GRACE = Duration.ofSeconds(3);

  /** Wait after a load that failed on the way, not on the checkpoint. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ReleaseFollower.class);

  private final String channel;
  private final ReleaseBoard board;
  private final CheckpointLoader loader;
  private final SwapLifecycle lifecycle;
  private final Handover handover;
  private final Clock clock;
  private final Load loading = new Load();
  private Optional<Attempt> last = Optional.empty();

  /** The load under way, for whoever may have to interrupt it; its own lock. */
  private static final class Load {
    private String checkpointId;
    private Thread thread;

    void begin(String id) {
      checkpointId = id;
      thread = Thread.currentThread();
    }

    /** An interrupt that came too late must not end anything else. */
    void end() {
      thread = null;
      Thread.interrupted();
    }
  }

  ReleaseFollower(
      String channel,
      ReleaseBoard board,
      CheckpointLoader loader,
      SwapLifecycle lifecycle,
      Handover handover,
      Clock clock) {
    this.channel = channel;
    this.board = board;
    this.loader = loader;
    this.lifecycle = lifecycle;
    this.handover = handover;
    this.clock = clock;
  }

  /** Prepares the newest release, if there is one to prepare; at most one load. */
  void step() {
    Optional<Release> newest = board.release(channel);
    if (newest.isEmpty() || !(lifecycle.state() instanceof Settled settled)) {
      return;
    }
    Release release = newest.get();
    String checkpointId = release.getCheckpointId();
    if (settled.serving().filter(checkpointId::equals).isPresent()) {
      lifecycle.cleared();
      last = Optional.empty();
      return;
    }
    Attempt attempt =
        last.filter(each -> each.release.equals(release))
            .orElseGet(() -> new Attempt(release, clock.instant(), clock.instant()));
    last = Optional.of(attempt);
    if (attempt.isDue(clock.instant())) {
      board
          .checkpoint(checkpointId)
          .ifPresentOrElse(manifest -> prepare(attempt, manifest), () -> missing(attempt));
    }
  }

  private void missing(Attempt attempt) {
    if (clock.instant().isAfter(attempt.firstSeen.plus(MANIFEST_GRACE))) {
      lifecycle.refused(
          new LoadFailure(
              attempt.release.getCheckpointId(), "no checkpoint of this id was ever published"));
    }
  }

  private void prepare(Attempt attempt, Checkpoint manifest) {
    String checkpointId = manifest.getCheckpointId();
    lifecycle.preparing(checkpointId);
    Optional<SharedGenerator> kept = handover.reclaim(checkpointId);
    if (kept.isPresent()) {
      LOG.atInfo().addKeyValue("checkpointId", checkpointId).log("going back to the one before");
      offer(kept.get());
      return;
    }
    LOG.atInfo().addKeyValue("checkpointId", checkpointId).log("preparing a release");
    LoadOutcome outcome = load(manifest);
    if (!isReleased(checkpointId)) {
      // taken back or overtaken while it was being loaded: never drawn with
      if (outcome instanceof Loaded loaded) {
        loaded.drawer().close();
      }
      lifecycle.superseded();
    } else if (outcome instanceof Loaded loaded) {
      offer(new SharedGenerator(loaded.drawer()));
    } else if (outcome instanceof Refused refused) {
      last = Optional.of(attempt.givenUp());
      refuse(refused.refusal());
    } else if (outcome instanceof Unavailable unavailable) {
      last = Optional.of(attempt.retryAt(clock.instant().plus(RETRY_AFTER)));
      refuse(unavailable.refusal());
    } else {
      throw new IllegalStateException("no such outcome: " + outcome);
    }
  }

  private LoadOutcome load(Checkpoint manifest) {
    synchronized (loading) {
      loading.begin(manifest.getCheckpointId());
    }
    try {
      return loader.load(manifest);
    } finally {
      synchronized (loading) {
        loading.end();
      }
    }
  }

  /** Interrupts the load of a checkpoint that is not the release any more; from any thread. */
  void interruptOvertaken() {
    synchronized (loading) {
      if (loading.thread != null && !isReleased(loading.checkpointId)) {
        loading.thread.interrupt();
      }
    }
  }

  private boolean isReleased(String checkpointId) {
    return board
        .release(channel)
        .filter(now -> now.getCheckpointId().equals(checkpointId))
        .isPresent();
  }

  private void offer(SharedGenerator generator) {
    lifecycle.ready();
    handover.offer(generator);
  }

  private void refuse(LoadFailure refusal) {
    LOG.atWarn()
        .addKeyValue("checkpointId", refusal.checkpointId())
        .addKeyValue("reason", refusal.reason())
        .log("a release was refused");
    lifecycle.refused(refusal);
  }

  /**
   * What was tried for a release.
   *
   * @param due when to try next; {@link Instant#MAX} = never
   */
  private record Attempt(Release release, Instant firstSeen, Instant due) {
    boolean isDue(Instant now) {
      return !now.isBefore(due);
    }

    Attempt givenUp() {
      return retryAt(Instant.MAX);
    }

    Attempt retryAt(Instant when) {
      return new Attempt(release, firstSeen, when);
    }
  }
}

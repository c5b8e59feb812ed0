package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.LoadedGenerator;
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
 * Prepares the newest release of one channel. Releases that come and go during a load are skipped:
 * only what is newest afterwards counts. Runs on the loading thread.
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
  private Optional<Attempt> last = Optional.empty();

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
    LOG.atInfo().addKeyValue("checkpointId", checkpointId).log("preparing a release");
    LoadOutcome outcome = loader.load(manifest);
    if (outcome instanceof Loaded loaded) {
      offer(loaded.drawer());
    } else if (outcome instanceof Refused refused) {
      last = Optional.of(attempt.givenUp());
      refuse(refused.refusal());
    } else if (outcome instanceof Unavailable unavailable) {
      last = Optional.of(attempt.retryAt(clock.instant().plus(RETRY_AFTER)));
      refuse(unavailable.refusal());
    }
  }

  private void offer(LoadedGenerator drawer) {
    boolean setBack =
        lifecycle.state().serving().equals(board.release(channel).map(Release::getCheckpointId));
    if (setBack) {
      drawer.close();
      lifecycle.superseded();
    } else {
      lifecycle.ready();
      handover.offer(drawer);
    }
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

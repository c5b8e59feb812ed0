package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.latest.LatestByKey;
import dev.xmcgan.transport.releases.ReleaseBook;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseViews;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a release back when {@link RollbackRule} says so, and bars the checkpoint. */
final class RollbackWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RollbackWatch.class);

  private final ReleaseSettings settings;
  private final ReleaseViews views;
  private final LatestByKey<WorkerStatus> workers;
  private final ReleaseDesk desk;
  private final TrainerMeters meters;
  private final Clock clock;

  RollbackWatch(
      ReleaseSettings settings,
      ReleaseViews views,
      LatestByKey<WorkerStatus> workers,
      ReleaseDesk desk,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.views = views;
    this.workers = workers;
    this.desk = desk;
    this.meters = meters;
    this.clock = clock;
  }

  /** One look. */
  void step() throws InterruptedException {
    ReleaseBook book = views.book();
    Optional<String> reason =
        RollbackRule.reason(book, settings.channel(), workers.all().values(), clock.instant());
    if (reason.isPresent()) {
      rollBack(book, book.release(settings.channel()).orElseThrow(), reason.get());
    }
  }

  private void rollBack(ReleaseBook book, Release bad, String reason) throws InterruptedException {
    String id = bad.getCheckpointId();
    ReleaseRules rules = new ReleaseRules(book, settings.trainerId(), clock);
    try {
      ReleaseChange back =
          rules.rollBack(
              settings.channel(),
              Optional.empty(),
              "rolled back from %s: %s".formatted(id, reason));
      if (desk.publish(unused -> Optional.of(back)).isPresent()) {
        meters.rolledBack();
        LOG.warn(
            "{} went back from {} to {}: {}",
            settings.channel(),
            id,
            back.release().map(Release::getCheckpointId).orElseThrow(),
            reason);
      }
    } catch (ReleaseRefusedException nowhereToGo) {
      if (!book.isBarred(id)) {
        LOG.error("{} serves a bad checkpoint: {}; {}", id, reason, nowhereToGo.getMessage());
        desk.publish(unused -> Optional.of(ReleaseChange.of(rules.barred(id, reason))));
      }
    }
  }
}

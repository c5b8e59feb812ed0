package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a release back when {@link RollbackRule} says so, and bars the checkpoint. */
final class RollbackWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RollbackWatch.class);

  private final TrainerSettings settings;
  private final CompactedTopic<WorkerStatus> workers;
  private final ReleasePublisher publisher;
  private final TrainerMeters meters;
  private final Clock clock;

  RollbackWatch(
      TrainerSettings settings,
      CompactedTopic<WorkerStatus> workers,
      ReleasePublisher publisher,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.workers = workers;
    this.publisher = publisher;
    this.meters = meters;
    this.clock = clock;
  }

  /** One look. */
  void step() throws InterruptedException {
    publisher
        .decide(settings.config().channel(), this::change)
        .flatMap(ReleaseChange::release)
        .ifPresent(
            back -> {
              meters.rolledBack();
              LOG.atWarn()
                  .addKeyValue("channel", back.getChannel())
                  .addKeyValue("checkpointId", back.getCheckpointId())
                  .addKeyValue("reason", back.getReason())
                  .log("a release was rolled back");
            });
  }

  private Optional<ReleaseChange> change(ReleaseSnapshot book) {
    return RollbackRule.reason(
            book, settings.config().channel(), workers.all().values(), clock.instant())
        .flatMap(reason -> rollBack(book, reason));
  }

  private Optional<ReleaseChange> rollBack(ReleaseSnapshot book, String reason) {
    String id = book.release(settings.config().channel()).orElseThrow().getCheckpointId();
    ReleaseRules rules = new ReleaseRules(book, settings.id(), clock);
    try {
      return Optional.of(
          rules.rollBack(
              settings.config().channel(),
              Optional.empty(),
              "rolled back from %s: %s".formatted(id, reason)));
    } catch (ReleaseRefusedException nowhereToGo) {
      if (book.isBarred(id)) {
        return Optional.empty();
      }
      LOG.atError()
          .addKeyValue("channel", settings.config().channel())
          .addKeyValue("checkpointId", id)
          .addKeyValue("reason", reason)
          .addKeyValue("refusal", nowhereToGo.getMessage())
          .log("a bad checkpoint is served and there is none to go back to");
      return Optional.of(ReleaseChange.of(rules.barred(id, reason)));
    }
  }
}

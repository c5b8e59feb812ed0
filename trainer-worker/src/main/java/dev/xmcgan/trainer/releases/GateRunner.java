package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.gate.Gate;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the gate judge what needs it, and releases what was blessed. Everything it goes by is on
 * Kafka: a task that a crash cut short is there again.
 */
final class GateRunner {
  private static final Logger LOG = LoggerFactory.getLogger(GateRunner.class);

  private final TrainerSettings settings;
  private final ReleaseStore views;
  private final ReleasePublisher publisher;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;

  GateRunner(
      TrainerSettings settings,
      ReleaseStore views,
      ReleasePublisher publisher,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.views = views;
    this.publisher = publisher;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * One task, if there is one. What is judged is kept meanwhile, however many newer ones come: only
   * then is something released where judging takes longer than training takes to the next one.
   *
   * @param stopping asked now and then; ends it
   * @throws CheckpointTransferException when Kafka or the disk was in the way; it may work later
   */
  void step(Gate gate, BooleanSupplier stopping)
      throws CheckpointTransferException, InterruptedException {
    ReleaseSnapshot book = views.snapshot();
    Optional<GateTask> next = GateTask.next(book, settings.config().channel());
    if (next.isPresent()) {
      GateTask task = next.get();
      board.judging(Optional.of(task.checkpoint().getCheckpointId()));
      try {
        Optional<Evaluation> found =
            gate.judge(
                task.checkpoint(),
                task.against(),
                task instanceof GateTask.Served,
                () -> stopping.getAsBoolean() || isOvertaken(task, book, views.snapshot()));
        if (found.isPresent()) {
          conclude(task, book, found.get());
        }
      } finally {
        board.judging(Optional.empty());
      }
    }
  }

  private void conclude(GateTask task, ReleaseSnapshot before, Evaluation found)
      throws InterruptedException {
    Optional<ReleaseChange> published =
        publisher.decide(
            settings.config().channel(),
            book ->
                isOvertaken(task, before, book)
                    ? Optional.empty()
                    : Optional.of(change(task, book, found)));
    if (published.isPresent()) {
      meters.judged(found.getVerdict());
      LOG.atInfo()
          .addKeyValue("checkpointId", found.getCheckpointId())
          .addKeyValue("verdict", found.getVerdict())
          .addKeyValue("released", published.get().release().isPresent())
          .addKeyValue("reason", String.join("; ", found.getReasons()))
          .log("a checkpoint was judged");
    }
  }

  private ReleaseChange change(GateTask task, ReleaseSnapshot book, Evaluation found) {
    boolean released =
        task instanceof GateTask.Candidate
            && found.getVerdict() == Verdict.BLESSED
            && settings.config().autoRelease()
            && !book.release(settings.config().channel()).map(Release::getPinned).orElse(false);
    ReleaseRules rules = new ReleaseRules(book, settings.id(), clock);
    if (released) {
      return rules.bless(settings.config().channel(), found, reason(task, found));
    }
    return task instanceof GateTask.Candidate
        ? RejectedLine.of(
                book, settings.config().channel(), found, settings.config().gate().rejections())
            .map(
                line ->
                    rules.retrain(settings.config().channel(), found, line.rate(), line.reason()))
            .orElseGet(() -> ReleaseChange.of(found))
        : ReleaseChange.of(found);
  }

  /** Whether something happened that makes the task another one, or leaves nothing to judge. */
  private boolean isOvertaken(GateTask task, ReleaseSnapshot before, ReleaseSnapshot book) {
    return !served(book).equals(served(before))
        || book.checkpoint(task.checkpoint().getCheckpointId()).isEmpty()
        || book.evaluation(task.checkpoint().getCheckpointId()).isPresent()
        || (task instanceof GateTask.Candidate
            && (GateTask.served(book, settings.config().channel()).isPresent()
                || book.barredAncestor(task.checkpoint().getCheckpointId()).isPresent()));
  }

  private Optional<String> served(ReleaseSnapshot book) {
    return book.release(settings.config().channel()).map(Release::getCheckpointId);
  }

  private static String reason(GateTask task, Evaluation found) {
    return "training reached step %d; %s"
        .formatted(task.checkpoint().getStep(), String.join("; ", found.getReasons()));
  }
}

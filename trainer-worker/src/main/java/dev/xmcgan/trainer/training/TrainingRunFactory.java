package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.alerts.AlertDetector;
import dev.xmcgan.trainer.alerts.AlertThresholds;
import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.checkpoints.Opened;
import dev.xmcgan.trainer.checkpoints.TrainingStart;
import dev.xmcgan.trainer.cleanup.CheckpointCleanup;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import dev.xmcgan.trainer.rehearsal.RehearsalOpener;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a {@link TrainingRun} together at the newest checkpoint, from Kafka alone. */
final class TrainingRunFactory {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRunFactory.class);

  private final TrainerSettings settings;
  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final LearnerSource learners;
  private final ReplayWindows windows;
  private final StatusPublisher reporter;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;

  TrainingRunFactory(
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      LearnerSource learners,
      ReplayWindows windows,
      StatusPublisher reporter,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
    this.serdes = serdes;
    this.learners = learners;
    this.windows = windows;
    this.reporter = reporter;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
  }

  /** A run with what must be closed after it. */
  record Running(
      TrainingRun run,
      TrainingPool stock,
      Learner learner,
      Rehearsal rehearsal,
      CheckpointCleanup cleanup,
      ReleaseStore releases,
      TransactionalProducer transactions)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      learner.close();
      rehearsal.close();
      cleanup.close();
      releases.close();
      transactions.close();
      stock.close();
    }
  }

  /**
   * Fences whoever trained before, then looks for the newest checkpoint: in this order nothing can
   * be published in between. All trainers of a channel share one transactional id, for one trains.
   *
   * @param skips steps given up by an earlier run of this process
   * @param stopping ends waits for Kafka
   */
  Running open(PairConsumer consumer, long skips, BooleanSupplier stopping)
      throws IOException, InterruptedException {
    Instant begin = clock.instant();
    TransactionalProducer transactions =
        new TransactionalProducer(
            kafka,
            PairConsumer.group(settings.config().channel()),
            CheckpointPublisher.TRANSACTION_TIMEOUT);
    Learner learner = null;
    Rehearsal rehearsal = Rehearsal.none();
    try {
      Instant fenced = clock.instant();
      CheckpointBoard.Starts starts = checkpoints().starts(stopping);
      Opened opened = start().open(starts);
      learner = opened.learner();
      opened.parent().ifPresent(board::checkpoint);
      String topicId = TopicIds.of(kafka, Topic.TRAINING_PAIRS);
      Optional<String> anchor = anchor(opened, topicId);
      rehearsal = rehearsals().open(anchor, checkpoints(), stopping);
      opened.captions().erased().forEach(rehearsal::forget);
      new CheckpointFetcher(kafka, files(settings)).keepOnly(Set.of());
      Instant loaded = clock.instant();
      Running running =
          run(consumer, opened, starts, rehearsal, anchor, topicId, skips, transactions);
      LOG.atInfo()
          .addKeyValue("fenceMs", Duration.between(begin, fenced).toMillis())
          .addKeyValue("loadMs", Duration.between(fenced, loaded).toMillis())
          .addKeyValue("fillMs", Duration.between(loaded, clock.instant()).toMillis())
          .log("ready to train");
      return running;
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (learner != null) {
        learner.close();
      }
      rehearsal.close();
      transactions.close();
      throw e;
    }
  }

  private CheckpointBoard checkpoints() {
    return new CheckpointBoard(kafka, serdes, settings.config().channel(), settings.id());
  }

  private TrainingStart start() {
    return new TrainingStart(
        new CheckpointFetcher(kafka, files(settings)),
        learners,
        settings.config().rehearsal().captions());
  }

  private RehearsalOpener rehearsals() {
    return new RehearsalOpener(
        new CheckpointFetcher(kafka, files(settings)),
        learners,
        settings.config().rehearsal(),
        settings.directory("checkpoints", "rehearsal"),
        settings.config().seed());
  }

  /**
   * A line of training keeps the anchor it began with: what it began from, if that was given, or
   * came from another log; also where nothing is rehearsed now, for that is a matter of a key.
   */
  private static Optional<String> anchor(Opened opened, String topicId) {
    return opened.progress().place().filter(place -> place.topicId().equals(topicId)).isPresent()
        ? opened.progress().anchor()
        : opened.parent();
  }

  /** Where checkpoints lie from their arrival until a learner has been made of them. */
  static Path files(TrainerSettings settings) {
    return settings.directory("checkpoints", "fetched");
  }

  private Running run(
      PairConsumer consumer,
      Opened opened,
      CheckpointBoard.Starts starts,
      Rehearsal rehearsal,
      Optional<String> anchor,
      String topicId,
      long skips,
      TransactionalProducer transactions)
      throws IOException {
    Learner learner = opened.learner();
    TrainingPool stock =
        new TrainingPoolOpener(settings, windows, clock).open(consumer, opened, rehearsal, topicId);
    ReleaseStore releases = new ReleaseStore(kafka, serdes);
    LineWatch line = new LineWatch(releases, settings.config().channel(), starts, clock);
    releases.start();
    var metrics =
        new MetricsWindow(
            settings.id(),
            settings.config().metricsInterval(),
            new AlertDetector(AlertThresholds.defaults()),
            line::alerts,
            clock);
    var steps =
        new Steps(
            learner,
            stock,
            consumer,
            metrics,
            reporter,
            board,
            meters,
            clock,
            Math.max(skips, opened.progress().skips()));
    var saving = new CheckpointingOpener(settings, kafka, serdes, clock);
    CheckpointCleanup cleanup = saving.cleanup(releases, transactions, board);
    var checkpointing =
        new Checkpointing(
            saving.writer(transactions, learners.textEncoder()),
            saving.autoRelease(releases),
            cleanup,
            new CheckpointTimer(
                settings.config().checkpointInterval(),
                settings.config().stateInterval(),
                clock.instant(),
                learner.stepCount()),
            learner,
            stock,
            consumer,
            board,
            meters,
            clock,
            topicId,
            anchor,
            opened.progress().rate(),
            opened.parent());
    var run =
        new TrainingRun(
            consumer,
            new PairIntake(windows.reader(learner.config()), stock, reporter, meters),
            stock,
            steps,
            checkpointing,
            learner.examplesPerStep(),
            board,
            line);
    return new Running(run, stock, learner, rehearsal, cleanup, releases, transactions);
  }
}

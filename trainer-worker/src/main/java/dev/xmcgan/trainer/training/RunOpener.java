package dev.xmcgan.trainer.training;

import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.checkpoints.CheckpointWriter;
import dev.xmcgan.trainer.checkpoints.Opened;
import dev.xmcgan.trainer.checkpoints.TrainingStart;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.replay.BatchSampler;
import dev.xmcgan.trainer.replay.Pace;
import dev.xmcgan.trainer.replay.PairStock;
import dev.xmcgan.trainer.replay.ReplayWindow;
import dev.xmcgan.trainer.replay.TrainingPairReader;
import dev.xmcgan.trainer.replay.WindowFiller;
import dev.xmcgan.trainer.status.Reporter;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.ExactlyOnce;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Puts a {@link TrainingRun} together at the newest checkpoint, from Kafka alone. */
final class RunOpener {
  private final LoopSettings settings;
  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final LearnerSource learners;
  private final Reporter reporter;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;

  RunOpener(
      LoopSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      LearnerSource learners,
      Reporter reporter,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
    this.serdes = serdes;
    this.learners = learners;
    this.reporter = reporter;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
  }

  /** A run with what must be closed after it. */
  record Running(TrainingRun run, Learner learner, ExactlyOnce transactions)
      implements AutoCloseable {
    @Override
    public void close() {
      learner.close();
      transactions.close();
    }
  }

  /**
   * Fences whoever held this trainer's transactional id, then looks for the newest checkpoint: in
   * this order nothing can be published in between.
   *
   * @param skips steps given up by an earlier run of this process
   * @param stopping ends waits for Kafka
   */
  Running open(PairConsumer consumer, long skips, BooleanSupplier stopping)
      throws IOException, InterruptedException {
    ExactlyOnce transactions =
        new ExactlyOnce(kafka, settings.trainerId(), CheckpointPublisher.TRANSACTION_TIMEOUT);
    Learner learner = null;
    try {
      Opened opened = start().open(checkpoints().candidates(stopping));
      learner = opened.learner();
      opened.parent().ifPresent(board::checkpoint);
      return new Running(run(consumer, opened, skips, transactions), learner, transactions);
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (learner != null) {
        learner.close();
      }
      transactions.close();
      throw e;
    }
  }

  private CheckpointBoard checkpoints() {
    return new CheckpointBoard(kafka, serdes, settings.channel(), settings.trainerId());
  }

  private TrainingStart start() {
    return new TrainingStart(
        new CheckpointFetcher(kafka, settings.directory().resolve("fetched")), learners);
  }

  private TrainingRun run(
      PairConsumer consumer, Opened opened, long skips, ExactlyOnce transactions)
      throws IOException {
    Learner learner = opened.learner();
    var reader = new TrainingPairReader(serdes, learner.config().imageSize());
    var window = new ReplayWindow(settings.windowPairs());
    new WindowFiller(kafka, reader, settings.trainerId() + "-window")
        .fill(window, consumer.rewind());
    var pace = new Pace(settings.pace(), opened.progress().credit());
    var stock =
        new PairStock(
            window, pace, new BatchSampler(settings.seed(), settings.hardNegatives()), clock);
    var metrics = new MetricsWindow(settings.trainerId(), settings.metricsInterval(), clock);
    var steps =
        new Steps(
            learner,
            stock,
            metrics,
            reporter,
            board,
            meters,
            clock,
            Math.max(skips, opened.progress().skips()));
    var checkpointing =
        new Checkpointing(
            writer(transactions),
            new CheckpointTimer(
                settings.checkpointInterval(), clock.instant(), learner.stepCount()),
            learner,
            stock,
            consumer,
            board,
            meters,
            clock,
            opened.parent());
    return new TrainingRun(
        consumer,
        new PairIntake(reader, stock, reporter, meters),
        stock,
        steps,
        checkpointing,
        learner.examplesPerStep(),
        board);
  }

  private CheckpointWriter writer(ExactlyOnce transactions) throws IOException {
    return new CheckpointWriter(
        new CheckpointPublisher(kafka, serdes, transactions, clock),
        settings.directory().resolve("outgoing"),
        new CheckpointWriter.Identity(
            settings.trainerId(),
            learners.textEncoder(),
            settings.autoRelease() ? Optional.of(settings.channel()) : Optional.empty()),
        () -> checkpoints().served(),
        clock);
  }
}

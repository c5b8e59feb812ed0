package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.checkpoints.UntrainableException;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training thread's life: stand by until the group hands over the partitions, train, and after
 * a failure go back to the newest checkpoint, as a restart of the process would. It gives up when
 * several runs in a row fail without publishing anything, or when another trainer has taken over
 * the transactional id that all trainers of a channel share. A release that cannot be trained on is
 * waited out.
 */
public final class TrainerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

  /** A poll that has begun may notice a rebalance only at its end. */
  private static final Duration STANDBY_POLL = Duration.ofMillis(100);

  /** Each look brings the release's files from Kafka. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final int FAILED_RUNS_IN_A_ROW = 4;

  private final TrainingRunFactory opener;
  private final ReplayWindows windows;
  private final Supplier<Standby> standbys;
  private final KafkaSettings kafka;
  private final String channel;
  private final String trainerId;
  private final Duration pauseAfterFailure;
  private final StatusBoard board;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile boolean owner;
  private long skips;
  private int failedRuns;

  public TrainerLoop(
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      LearnerSource learners,
      StatusPublisher reporter,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock) {
    this.windows = new ReplayWindows(settings, kafka, serdes, learners);
    this.opener =
        new TrainingRunFactory(
            settings, kafka, serdes, learners, windows, reporter, board, meters, clock);
    this.standbys = () -> new Standby(settings, kafka, serdes, learners, windows, board);
    this.kafka = kafka;
    this.channel = settings.config().channel();
    this.trainerId = settings.id();
    this.pauseAfterFailure = settings.pauseAfterFailure();
    this.board = board;
    this.clock = clock;
  }

  /**
   * Runs until told to stop.
   *
   * @throws FencedException when another trainer took over
   * @throws IOException or another exception when training cannot go on
   */
  public void run() throws IOException, InterruptedException {
    try (PairConsumer consumer = new PairConsumer(kafka, channel, trainerId)) {
      while (!stopping) {
        owner = consumer.isOwner();
        if (owner) {
          train(consumer);
        } else {
          standBy(consumer);
        }
      }
    } finally {
      owner = false;
      windows.close();
    }
  }

  /** Ends after the current step; what is unpublished is published first. */
  public void stop() {
    stopping = true;
  }

  /** Whether the training pairs are this trainer's, as of its last turn; from any thread. */
  public boolean isOwner() {
    return owner;
  }

  /** Until the partitions are this trainer's, or it is told to stop. */
  private void standBy(PairConsumer consumer) {
    while (!stopping && !consumer.isOwner() && !consumer.isStandby()) {
      consumer.poll(STANDBY_POLL);
    }
    if (stopping || consumer.isOwner()) {
      return;
    }
    board.state(WorkerState.WAITING_FOR_PAIRS, Standby.DETAIL);
    try (Standby standby = standbys.get()) {
      standby.start();
      while (!stopping && !consumer.isOwner()) {
        // whatever it returns is read again: a run starts at the committed offsets
        consumer.poll(STANDBY_POLL);
      }
    }
  }

  private void train(PairConsumer consumer) throws IOException, InterruptedException {
    BooleanSupplier stopRequested = () -> stopping;
    boolean progress = false;
    try (TrainingRunFactory.Running running = opener.open(consumer, skips, stopRequested)) {
      try {
        running.run().run(stopRequested);
        if (running.run().leftLine()) {
          LOG.atWarn()
              .log(
                  "training goes on from what was released, what it learned apart from that is dropped");
          board.state(WorkerState.STARTING, "going on from what was released");
        }
      } finally {
        progress = running.run().madeProgress();
      }
      failedRuns = 0;
    } catch (FencedException e) {
      throw new FencedException(
          "another trainer has taken over from %s; this one stops".formatted(trainerId), e);
    } catch (UntrainableException e) {
      // no fault of this process, which has the gate and the ways back to look after meanwhile
      awaitAnotherRelease(consumer, e);
    } catch (IOException | RuntimeException e) {
      failedRuns = progress ? 1 : failedRuns + 1;
      if (stopping || failedRuns >= FAILED_RUNS_IN_A_ROW) {
        throw e;
      }
      if (e instanceof DivergedException diverged) {
        skips = diverged.skips();
      }
      recover(e);
    }
  }

  private void awaitAnotherRelease(PairConsumer consumer, UntrainableException reason) {
    LOG.atWarn()
        .addKeyValue("reason", reason.getMessage())
        .log("what is released cannot be trained on, training waits for another release");
    board.state(WorkerState.WAITING_FOR_RELEASE, reason.getMessage());
    Instant end = clock.instant().plus(LOOK_AGAIN);
    while (!stopping && consumer.isOwner() && clock.instant().isBefore(end)) {
      // whatever it returns is read again: a run starts at the committed offsets
      consumer.poll(STANDBY_POLL);
    }
  }

  private void recover(Exception failure) throws InterruptedException {
    LOG.atError().setCause(failure).log("training failed, going back to the newest checkpoint");
    board.failed();
    board.state(
        WorkerState.STARTING, "going back to the newest checkpoint: " + failure.getMessage());
    Thread.sleep(pauseAfterFailure.toMillis() * failedRuns);
  }
}

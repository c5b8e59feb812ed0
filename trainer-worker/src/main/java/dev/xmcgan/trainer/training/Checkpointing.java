package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.checkpoints.AutoRelease;
import dev.xmcgan.trainer.checkpoints.CheckpointWriter;
import dev.xmcgan.trainer.checkpoints.ReplayProgress;
import dev.xmcgan.trainer.cleanup.CheckpointCleanup;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.replay.WindowPlace;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a checkpoint of the learner when one is due, names the one before as its parent, and
 * then has old ones cleaned up.
 */
final class Checkpointing {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private final CheckpointWriter writer;
  private final Optional<AutoRelease> autoRelease;
  private final CheckpointCleanup cleanup;
  private final CheckpointTimer timer;
  private final Learner learner;
  private final TrainingPool stock;
  private final PairConsumer consumer;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;
  private final String topicId;
  private final Optional<String> anchor;
  private final double rate;
  private Optional<String> parent;
  private Map<TopicPartition, Long> savedNext = Map.of();

  /**
   * @param autoRelease empty when somebody else decides on releases
   * @param topicId Kafka's id of training-pairs
   * @param anchor what is rehearsed, if anything is, is drawn by this checkpoint
   * @param rate factor on the learning rates
   * @param parent what the learner went on from
   */
  Checkpointing(
      CheckpointWriter writer,
      Optional<AutoRelease> autoRelease,
      CheckpointCleanup cleanup,
      CheckpointTimer timer,
      Learner learner,
      TrainingPool stock,
      PairConsumer consumer,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock,
      String topicId,
      Optional<String> anchor,
      double rate,
      Optional<String> parent) {
    this.writer = writer;
    this.autoRelease = autoRelease;
    this.cleanup = cleanup;
    this.timer = timer;
    this.learner = learner;
    this.stock = stock;
    this.consumer = consumer;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
    this.topicId = topicId;
    this.anchor = anchor;
    this.rate = rate;
    this.parent = parent;
  }

  /**
   * Publishes if it is time. A transaction that was aborted is tried again a little later, after
   * the polls in between.
   *
   * @param resting whether no step is due
   * @param skips steps given up so far
   * @return whether a checkpoint was published
   */
  boolean publishIfDue(boolean resting, long skips) throws IOException {
    timer.passed(resting, clock.instant());
    boolean withState = timer.isStateDue();
    if (!timer.isDue(learner.stepCount(), resting, clock.instant())
        || (!withState && board.judged().isPresent())) {
      // a candidate that comes while another is judged would wait, and be overtaken
      return false;
    }
    try {
      publish(skips, withState);
      cleanup.sweep();
      return true;
    } catch (RetriableTransactionException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("a checkpoint was not published, trying again");
      board.failed();
      timer.postpone(clock.instant().plus(AGAIN_AFTER));
      return false;
    }
  }

  /** The checkpoint that was published last, or what the learner went on from. */
  Optional<String> parent() {
    return parent;
  }

  /** Publishes what no state of training has, at the end, for whoever goes on from it. */
  void publishLast(long skips) throws IOException {
    if (!timer.hasUnsavedState(learner.stepCount())) {
      return;
    }
    try {
      publish(skips, true);
    } catch (RetriableTransactionException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("the last checkpoint was not published, trying once more");
      publish(skips, true);
    }
  }

  /** Pairs count as consumed as far as the state of training has them. */
  private void publish(long skips, boolean withState) throws IOException {
    Map<TopicPartition, Long> next = consumer.next(stock.firstUnlearned());
    Map<Integer, Long> nextByNumber = new HashMap<>();
    next.forEach((partition, offset) -> nextByNumber.put(partition.partition(), offset));
    WindowPlace window = stock.windowPlace();
    var place = new LogPlace(topicId, nextByNumber, window, stock.exposure().unseen(window));
    var progress = new ReplayProgress(stock.credit(), skips, Optional.of(place), anchor, rate);
    Checkpoint published =
        writer.publish(
            learner,
            withState,
            parent,
            progress,
            stock.captions(),
            stock.exposure().newPairs(),
            stock.exposure().steps(),
            consumer.consumed(withState ? next : savedNext));
    savedNext = withState ? next : savedNext;
    stock.exposure().published();
    parent = Optional.of(published.getCheckpointId());
    timer.published(published.getStep(), withState, clock.instant());
    meters.published();
    board.checkpoint(published.getCheckpointId());
    LOG.atInfo()
        .addKeyValue("checkpointId", published.getCheckpointId())
        .addKeyValue("withState", withState)
        .log("a checkpoint was published");
    autoRelease.ifPresent(releases -> releases.release(published));
  }
}

package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.status.StatusBoard;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Training for as long as the partitions are this trainer's: read, step, publish, in turns. A turn
 * with nothing to learn, after another such, sleeps in the poll.
 */
final class TrainingRun {
  private static final Duration IDLE_POLL = Duration.ofMillis(500);

  private final PairConsumer consumer;
  private final PairIntake intake;
  private final TrainingPool stock;
  private final Steps steps;
  private final Checkpointing checkpointing;
  private final int examplesPerStep;
  private final StatusBoard board;
  private final LineWatch line;
  private boolean left;
  private boolean resting = true;
  private boolean progress;

  TrainingRun(
      PairConsumer consumer,
      PairIntake intake,
      TrainingPool stock,
      Steps steps,
      Checkpointing checkpointing,
      int examplesPerStep,
      StatusBoard board,
      LineWatch line) {
    this.consumer = consumer;
    this.intake = intake;
    this.stock = stock;
    this.steps = steps;
    this.checkpointing = checkpointing;
    this.examplesPerStep = examplesPerStep;
    this.board = board;
    this.line = line;
  }

  /**
   * Trains until told to stop, until the partitions are lost, or until training has to go on from
   * somewhere else; publishes what is unpublished in the first case.
   */
  void run(BooleanSupplier stopping) throws IOException {
    while (!stopping.getAsBoolean() && consumer.isOwner() && !left) {
      turn(stopping);
      left = line.isLeft(checkpointing.parent());
    }
    if (consumer.isOwner() && !left) {
      checkpointing.publishLast(steps.skips());
    }
  }

  /** Whether it ended because training has to go on from somewhere else. */
  boolean leftLine() {
    return left;
  }

  /** Whether a checkpoint was published: what failed before is behind it. */
  boolean madeProgress() {
    return progress;
  }

  /**
   * Every decision is about what is read by then; that it was enough to decide, {@link
   * TrainingPool#isSettled} tells. So the same log makes the same steps, in whatever pieces it
   * comes.
   */
  private void turn(BooleanSupplier stopping) throws IOException {
    consumer.hold(stock.wellStocked());
    intake.take(consumer.poll(resting ? IDLE_POLL : Duration.ZERO), stopping);
    if (!consumer.isOwner()) {
      return;
    }
    stock.endedAt(consumer.atEnd());
    resting = !steps.isDue();
    if (resting) {
      board.state(WorkerState.WAITING_FOR_PAIRS, whatIsMissing());
      steps.report(true);
    } else {
      board.state(WorkerState.TRAINING, waiting() + " pairs not yet learned");
      steps.step();
    }
    if (steps.isSound()) {
      // waiting for the log is no rest: what was learned is then published at the usual interval
      progress |= checkpointing.publishIfDue(resting && stock.isSettled(), steps.skips());
    }
  }

  private String whatIsMissing() {
    if (!stock.isSettled()) {
      return "reading pairs";
    }
    return stock.isStepPossible()
        ? "everything is learned; waiting for new pairs"
        : "%d of %d pairs needed for a step".formatted(stock.distinctPairs(), examplesPerStep);
  }

  /** Some of the records that are still on the log may be held-out pairs. */
  private long waiting() {
    return stock.freshPairs() + consumer.unread();
  }
}

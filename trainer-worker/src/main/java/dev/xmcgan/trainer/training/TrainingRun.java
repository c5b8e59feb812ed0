package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.replay.PairStock;
import dev.xmcgan.trainer.status.StatusBoard;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Training for as long as the partitions are this trainer's: read, step, publish, in turns. A turn
 * with nothing to learn sleeps in the poll.
 */
final class TrainingRun {
  private static final Duration IDLE_POLL = Duration.ofMillis(500);

  private final PairConsumer consumer;
  private final PairIntake intake;
  private final PairStock stock;
  private final Steps steps;
  private final Checkpointing checkpointing;
  private final int examplesPerStep;
  private final StatusBoard board;
  private boolean progress;

  TrainingRun(
      PairConsumer consumer,
      PairIntake intake,
      PairStock stock,
      Steps steps,
      Checkpointing checkpointing,
      int examplesPerStep,
      StatusBoard board) {
    this.consumer = consumer;
    this.intake = intake;
    this.stock = stock;
    this.steps = steps;
    this.checkpointing = checkpointing;
    this.examplesPerStep = examplesPerStep;
    this.board = board;
  }

  /**
   * Trains until told to stop or until the partitions are lost; publishes what is unpublished in
   * the first case.
   */
  void run(BooleanSupplier stopping) throws IOException {
    while (!stopping.getAsBoolean() && consumer.isOwner()) {
      turn(stopping);
    }
    if (consumer.isOwner()) {
      checkpointing.publishLast(steps.skips());
    }
  }

  /** Whether a checkpoint was published: what failed before is behind it. */
  boolean madeProgress() {
    return progress;
  }

  private void turn(BooleanSupplier stopping) throws IOException {
    consumer.hold(stock.isBehind());
    boolean training = steps.isPossible() && stock.isStepDue();
    if (!training) {
      board.state(WorkerState.WAITING_FOR_PAIRS, whatIsMissing());
      steps.report(true);
    }
    intake.take(consumer.poll(training ? Duration.ZERO : IDLE_POLL), stopping);
    if (!consumer.isOwner()) {
      return;
    }
    if (training) {
      board.state(WorkerState.TRAINING, stock.freshPairs() + " pairs not yet learned");
      steps.step();
    }
    progress |= checkpointing.publishIfDue(!training, steps.skips());
  }

  private String whatIsMissing() {
    return steps.isPossible()
        ? "everything is learned; waiting for new pairs"
        : "%d of %d pairs needed for a step".formatted(stock.distinctPairs(), examplesPerStep);
  }
}

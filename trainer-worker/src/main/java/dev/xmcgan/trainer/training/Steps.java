package dev.xmcgan.trainer.training;

import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes steps with a learner on pairs of the {@link TrainingPool}, and reports what they measured.
 */
final class Steps {
  private final Learner learner;
  private final TrainingPool stock;
  private final PairConsumer consumer;
  private final MetricsWindow metrics;
  private final StatusPublisher reporter;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;
  private final StepRunner runner;

  /**
   * @param skips steps given up so far
   */
  Steps(
      Learner learner,
      TrainingPool stock,
      PairConsumer consumer,
      MetricsWindow metrics,
      StatusPublisher reporter,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock,
      long skips) {
    this.learner = learner;
    this.stock = stock;
    this.consumer = consumer;
    this.metrics = metrics;
    this.reporter = reporter;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
    this.runner = new StepRunner(learner, stock, skips);
  }

  /** Whether all of a step's pairs are known and there is reason for it. */
  boolean isDue() {
    return stock.isStepDue();
  }

  /** Whether the last try came to a step; if not, the next one is part of the same story. */
  boolean isSound() {
    return runner.isSound();
  }

  /**
   * One step, or one that is given up; see {@link StepRunner}.
   *
   * @throws DivergedException when several in a row came out like that
   */
  void step() {
    Instant start = clock.instant();
    Optional<StepMetrics> measured;
    try {
      measured = runner.step();
    } catch (DivergedException e) {
      givenUp();
      throw e;
    }
    measured.ifPresentOrElse(
        metric -> metrics.add(metric, Duration.between(start, clock.instant())), this::givenUp);
    report(false);
  }

  private void givenUp() {
    board.failed();
    meters.skipped();
  }

  /** Publishes what was measured, if there is anything and it is time. */
  void report(boolean resting) {
    metrics
        .due(learner, stock.state(), skips(), resting)
        .ifPresent(
            due -> {
              reporter.metrics(due);
              meters.trained(due);
              board.alerts(due.getAlerts());
            });
    meters.held(stock.state(), consumer.unread());
  }

  /** Steps given up so far, earlier runs counted. */
  long skips() {
    return runner.skips();
  }
}

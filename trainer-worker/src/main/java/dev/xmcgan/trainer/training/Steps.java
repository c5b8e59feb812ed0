package dev.xmcgan.trainer.training;

import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.NonFiniteException;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes steps with a learner from the stock, and tells what they measured. */
final class Steps {
  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
  private static final int NON_FINITE_IN_A_ROW = 5;

  private final Learner learner;
  private final TrainingPool stock;
  private final MetricsWindow metrics;
  private final StatusPublisher reporter;
  private final StatusBoard board;
  private final TrainerMeters meters;
  private final Clock clock;
  private long skips;
  private int nonFiniteInARow;

  /**
   * @param skips steps given up so far
   */
  Steps(
      Learner learner,
      TrainingPool stock,
      MetricsWindow metrics,
      StatusPublisher reporter,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock,
      long skips) {
    this.learner = learner;
    this.stock = stock;
    this.metrics = metrics;
    this.reporter = reporter;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
    this.skips = skips;
  }

  /** Whether all of a step's pairs are known and there is reason for it. */
  boolean isDue() {
    return stock.isStepDue();
  }

  /** Whether the last try came to a step; if not, the next one is part of the same story. */
  boolean isSound() {
    return nonFiniteInARow == 0;
  }

  /**
   * One step. One that comes out as NaN or infinity leaves the learner as it was; another draw is
   * tried in the next turn.
   *
   * @throws DivergedException when several in a row came out like that
   */
  void step() {
    TrainingPool.Draw draw = stock.draw(learner.stepCount(), skips);
    Instant start = clock.instant();
    try {
      StepMetrics measured = learner.step(draw.examples());
      stock.stepped(draw);
      nonFiniteInARow = 0;
      metrics.add(measured, Duration.between(start, clock.instant()));
    } catch (NonFiniteException e) {
      skip(draw, e);
    }
    report(false);
  }

  private void skip(TrainingPool.Draw draw, NonFiniteException failure) {
    skips++;
    nonFiniteInARow++;
    LOG.warn("Step {} was given up: {}", learner.stepCount() + 1, failure.getMessage());
    board.failed();
    meters.skipped();
    if (nonFiniteInARow >= NON_FINITE_IN_A_ROW) {
      throw new DivergedException(
          "%d steps in a row were not finite: %s".formatted(nonFiniteInARow, failure.getMessage()),
          skips,
          failure);
    }
    if (nonFiniteInARow > 1) {
      // a second failure may be these pairs' fault
      stock.giveUp(draw);
    }
  }

  /** Publishes what was measured, if there is anything and it is time. */
  void report(boolean resting) {
    metrics
        .due(learner, stock.state(), skips, resting)
        .ifPresent(
            due -> {
              reporter.metrics(due);
              meters.trained(due);
              board.alerts(due.getAlerts());
            });
    meters.held(stock.state());
  }

  /** Steps given up so far, earlier runs counted. */
  long skips() {
    return skips;
  }
}

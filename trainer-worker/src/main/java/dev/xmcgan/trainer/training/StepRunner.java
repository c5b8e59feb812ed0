package dev.xmcgan.trainer.training;

import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.NonFiniteException;
import dev.xmcgan.trainer.replay.TrainingPool;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the pairs of a step and has the learner take it. One that comes out as NaN or infinity
 * leaves the learner as it was; the next try draws others. Not thread-safe.
 */
public final class StepRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
  private static final int NON_FINITE_IN_A_ROW = 5;

  private final Learner learner;
  private final TrainingPool pool;
  private long skips;
  private int nonFiniteInARow;

  /**
   * @param skips steps given up so far
   */
  public StepRunner(Learner learner, TrainingPool pool, long skips) {
    this.learner = learner;
    this.pool = pool;
    this.skips = skips;
  }

  /**
   * Tries a step that is due.
   *
   * @return what was measured; empty when the step was given up
   * @throws DivergedException when several in a row were
   */
  public Optional<StepMetrics> step() {
    TrainingPool.Draw draw = pool.draw(learner.stepCount(), skips);
    try {
      StepMetrics measured = learner.step(draw.examples());
      pool.stepped(draw);
      nonFiniteInARow = 0;
      return Optional.of(measured);
    } catch (NonFiniteException e) {
      skip(draw, e);
      return Optional.empty();
    }
  }

  /** Whether the last try came to a step; if not, the next one is part of the same story. */
  public boolean isSound() {
    return nonFiniteInARow == 0;
  }

  /** Steps given up so far, earlier runs counted. */
  public long skips() {
    return skips;
  }

  private void skip(TrainingPool.Draw draw, NonFiniteException failure) {
    skips++;
    nonFiniteInARow++;
    LOG.atWarn()
        .addKeyValue("step", learner.stepCount() + 1)
        .addKeyValue("reason", failure.getMessage())
        .log("a step was given up");
    if (nonFiniteInARow >= NON_FINITE_IN_A_ROW) {
      throw new DivergedException(
          "%d steps in a row were not finite: %s".formatted(nonFiniteInARow, failure.getMessage()),
          skips,
          failure);
    }
    if (nonFiniteInARow > 1) {
      // a second failure may be these pairs' fault
      pool.giveUp(draw);
    }
  }
}

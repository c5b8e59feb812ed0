package dev.xmcgan.trainer.replay;

import dev.xmcgan.trainer.config.PaceConfig;
import java.time.Duration;

/**
 * Decides when a step is due and how many fresh pairs it takes: either each new pair earns a number
 * of steps when it is learned, or training never rests. A step takes as many fresh pairs as pay for
 * it, and at least their share; what it earned too much is spent on steps without fresh pairs. One
 * that has waited for long gets its step whether or not it was earned, so that the last few pairs
 * of an import do not lie about.
 *
 * <p>Nothing here depends on how many pairs wait beyond those a step takes, or on when they came:
 * the same pairs are learned in the same steps, however they were read. Not thread-safe.
 */
public final class StepBudget {
  /** What sums of fractions may be short of a whole step. */
  private static final double ROUNDING = 1e-9;

  /** Few pairs need so many times the steps, no more: they would be learned by heart. */
  private static final double MOST_OFTEN = 16;

  private final PaceConfig config;
  private final long pairs;
  private final double most;
  private double stepsPerPair;
  private double credit;

  /**
   * @param credit steps already earned, from a checkpoint; 0 at first
   * @param pairs that the window holds: a backlog of more earns no more than they do, for its steps
   *     would all be taken on the last of it
   */
  public StepBudget(PaceConfig config, double credit, long pairs) {
    this.config = config;
    this.pairs = pairs;
    this.most = Math.max(1, pairs * config.stepsPerPair());
    this.credit = Math.min(credit, most);
    this.stepsPerPair = config.stepsPerPair();
  }

  /** How many different pairs training draws from, which says what the next ones earn. */
  public void drawsFrom(int different) {
    stepsPerPair = stepsPerPair(different);
  }

  /**
   * Whether to train now.
   *
   * @param fresh pairs not yet learned
   * @param longestWait of the first of them
   * @param examples pairs of a step
   */
  public boolean isStepDue(int fresh, Duration longestWait, int examples) {
    return config.continuous()
        || isEarned()
        || fresh >= payment(examples)
        || (fresh > 0 && longestWait.compareTo(config.freshPatience()) >= 0);
  }

  /**
   * How many fresh pairs the next step takes if there are enough.
   *
   * @param examples pairs of a step
   */
  public int freshQuota(int examples) {
    int share = Math.max(1, (int) Math.round(config.freshShare() * examples));
    boolean paid = config.continuous() || isEarned();
    return Math.min(examples, paid ? share : Math.max(share, payment(examples)));
  }

  /** Pairs were learned: in a step, or, when it came to nothing, by being drawn for it twice. */
  public void learned(int pairs) {
    credit = Math.min(most, credit + pairs * stepsPerPair);
  }

  /** A step was done. What was not earned is forgiven beyond one step. */
  public void stepped() {
    credit = Math.max(-1, credit - 1);
  }

  /** Steps earned and not yet done. */
  public double credit() {
    return credit;
  }

  /**
   * Steps that a new pair earns where training draws from so many: in a large stream what one pair
   * shows others show, too; in a small one it is learned by its own steps alone. So each earns more
   * the fewer there are, in proportion. A full window is of no small stream.
   */
  private double stepsPerPair(int different) {
    double enough = Math.min(config.smallStream(), pairs);
    return different >= enough
        ? config.stepsPerPair()
        : config.stepsPerPair() * Math.min(MOST_OFTEN, enough / Math.max(1, different));
  }

  private boolean isEarned() {
    return credit >= 1 - ROUNDING;
  }

  /** Fresh pairs that earn what is missing for a step; a whole step of them is always enough. */
  private int payment(int examples) {
    double missing = (1 - credit) / stepsPerPair;
    return (int) Math.max(0, Math.min(examples, Math.ceil(missing - ROUNDING)));
  }
}

package dev.xmcgan.trainer.replay;

import java.time.Duration;

/**
 * How much is trained: either each new pair earns a number of steps, or training never rests. A
 * fresh pair that has waited for long gets its step whether or not it was earned, so that the last
 * few pairs of an import do not lie about. Not thread-safe.
 */
public final class Pace {
  /** Steps' worth of fresh pairs that may wait before a step takes twice its share of them. */
  private static final int STEPS_BEHIND = 4;

  private final PaceSettings settings;
  private double credit;

  /**
   * @param credit steps already earned, from a checkpoint; 0 at first
   */
  public Pace(PaceSettings settings, double credit) {
    this.settings = settings;
    this.credit = credit;
  }

  /** A new pair arrived. */
  public void arrived() {
    credit += settings.stepsPerPair();
  }

  /**
   * Whether to train now.
   *
   * @param fresh pairs not yet learned
   * @param longestWait of the first of them
   */
  public boolean isStepDue(int fresh, Duration longestWait) {
    return settings.continuous()
        || credit >= 1
        || (fresh > 0 && longestWait.compareTo(settings.freshPatience()) >= 0);
  }

  /** A step was done. What was not earned is forgiven beyond one step. */
  public void stepped() {
    credit = Math.max(-1, credit - 1);
  }

  /**
   * How many fresh pairs the next step takes: the configured share; twice that while many wait, so
   * that pairs which come faster than steps are done are soon learned once and replayed later; or
   * more when the fresh pairs would otherwise outlast the steps they earned.
   *
   * @param fresh pairs not yet learned
   * @param examples pairs of a step
   */
  public int freshQuota(int fresh, int examples) {
    int share = Math.max(1, (int) Math.round(settings.freshShare() * examples));
    int needed =
        settings.continuous() ? 0 : (int) Math.ceil(fresh / Math.max(1.0, Math.floor(credit)));
    int first = fresh > STEPS_BEHIND * share ? 2 * share : share;
    return Math.min(Math.min(fresh, examples), Math.max(first, needed));
  }

  /**
   * The credit to go on with after a restart, at which the pairs still fresh will be read, and earn
   * their steps, once more.
   */
  public double creditWithout(int fresh) {
    return credit - fresh * settings.stepsPerPair();
  }

  /** Steps earned and not yet done. */
  public double credit() {
    return credit;
  }
}

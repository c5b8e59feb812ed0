package dev.xmcgan.trainer.replay;

import java.time.Duration;

/**
 * How many steps each new pair earns, and how many fresh pairs a step takes.
 *
 * @param stepsPerPair iterations that each new pair earns
 * @param smallStream pairs; as long as training draws from fewer, a new one earns more, see {@link
 *     #stepsPerPair(int, long)}; 0 if it never does
 * @param continuous train without pause whatever was earned
 * @param freshShare share of a step's pairs, 0 to 1, that is taken from those not yet learned
 * @param freshPatience longest wait of a fresh pair for its first step
 */
public record PaceSettings(
    double stepsPerPair,
    int smallStream,
    boolean continuous,
    double freshShare,
    Duration freshPatience) {
  /** Few pairs need so many times the steps, no more: they would be learned by heart. */
  private static final double MOST_OFTEN = 16;

  public PaceSettings {
    if (!(stepsPerPair > 0 && stepsPerPair <= 1e6)) {
      throw new IllegalArgumentException("steps per pair must be above 0: " + stepsPerPair);
    }
    if (!(freshShare >= 0 && freshShare <= 1)) {
      throw new IllegalArgumentException("fresh share must be in 0 to 1: " + freshShare);
    }
    if (freshPatience.isNegative()) {
      throw new IllegalArgumentException("fresh patience must not be negative: " + freshPatience);
    }
    if (smallStream < 0) {
      throw new IllegalArgumentException("small stream must be 0 or more: " + smallStream);
    }
  }

  /** Each new pair earns the same. */
  public PaceSettings(
      double stepsPerPair, boolean continuous, double freshShare, Duration freshPatience) {
    this(stepsPerPair, 0, continuous, freshShare, freshPatience);
  }

  /**
   * Steps that a new pair earns where training draws from so many: in a large stream what one pair
   * shows others show, too; in a small one it is learned by its own steps alone. So each earns more
   * the fewer there are, in proportion, up to sixteen times as much.
   *
   * @param most pairs that it can draw from: a full window is of no small stream
   */
  double stepsPerPair(int pairs, long most) {
    double enough = Math.min(smallStream, most);
    return pairs >= enough
        ? stepsPerPair
        : stepsPerPair * Math.min(MOST_OFTEN, enough / Math.max(1, pairs));
  }
}

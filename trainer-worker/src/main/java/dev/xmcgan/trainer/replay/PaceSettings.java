package dev.xmcgan.trainer.replay;

import java.time.Duration;

/**
 * How much is trained on what.
 *
 * @param stepsPerPair iterations that each new pair earns
 * @param continuous train without pause whatever was earned
 * @param freshShare share of a step's pairs, 0 to 1, that is taken from those not yet learned
 * @param freshPatience longest wait of a fresh pair for its first step
 */
public record PaceSettings(
    double stepsPerPair, boolean continuous, double freshShare, Duration freshPatience) {
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
  }
}

package dev.xmcgan.trainer.alerts;

/**
 * The thresholds beyond which {@link AlertDetector} raises an alert.
 *
 * @param tooStrong the discriminator is right at least so often, 0 to 1
 * @param guessing its accuracy is at most so far from one half
 * @param pinnedSteps steps that one of these must last
 * @param constantSpread generated images of a batch differ by at most so much, in units of the
 *     brightness range
 * @param constantSteps steps that this must last
 * @param skips steps given up as non-finite ...
 * @param skipSteps ... within so many steps
 */
public record AlertThresholds(
    double tooStrong,
    double guessing,
    long pinnedSteps,
    double constantSpread,
    long constantSteps,
    int skips,
    long skipSteps) {
  /** For all presets. */
  public static AlertThresholds defaults() {
    return new AlertThresholds(0.99, 0.05, 500, 0.02, 100, 3, 200);
  }
}

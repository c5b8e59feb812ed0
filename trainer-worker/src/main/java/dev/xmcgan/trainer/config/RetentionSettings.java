package dev.xmcgan.trainer.config;

import java.time.Duration;

/**
 * How many checkpoints are kept beside those that are released.
 *
 * @param checkpoints the newest so many can be served
 * @param resumePoints the newest so many on each line can be trained on exactly; more than one, so
 *     that there is another when the newest cannot be read
 * @param served the latest so many that served for long can be served
 * @param servedFor how long that is
 * @param leastGarbage bytes of chunks nobody needs that may lie between needed ones, however little
 *     is needed
 */
public record RetentionSettings(
    int checkpoints, int resumePoints, int served, Duration servedFor, long leastGarbage) {
  /**
   * Latest evaluations of a channel that stay whatever became of their checkpoints; rejected
   * candidates in a row are counted by them.
   */
  public static final int EVALUATIONS = 50;

  private static final int RESUME_POINTS = 2;
  private static final long LEAST_GARBAGE = 256L << 20;

  /** What the keys say, and what nobody sets. */
  static RetentionSettings of(TrainerConfig config) {
    return new RetentionSettings(
        config.keepCheckpoints(),
        RESUME_POINTS,
        config.keepServed().releases(),
        config.keepServed().after(),
        LEAST_GARBAGE);
  }
}

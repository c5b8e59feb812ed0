package dev.xmcgan.trainer.cleanup;

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
  private static final int RESUME_POINTS = 2;
  private static final int SERVED = 5;
  private static final Duration SERVED_FOR = Duration.ofMinutes(10);
  private static final long LEAST_GARBAGE = 256L << 20;

  public RetentionSettings {
    if (checkpoints < 1 || resumePoints < 1 || served < 0 || leastGarbage < 0) {
      throw new IllegalArgumentException(
          "at least one checkpoint and one resume point are kept, not %d and %d, and %d that served"
              .formatted(checkpoints, resumePoints, served));
    }
  }

  /** With defaults for what nobody sets. */
  public static RetentionSettings keeping(int checkpoints) {
    return new RetentionSettings(checkpoints, RESUME_POINTS, SERVED, SERVED_FOR, LEAST_GARBAGE);
  }

  /** The same with others of those that served for long. */
  public RetentionSettings serving(int latest, Duration atLeast) {
    return new RetentionSettings(checkpoints, resumePoints, latest, atLeast, leastGarbage);
  }
}

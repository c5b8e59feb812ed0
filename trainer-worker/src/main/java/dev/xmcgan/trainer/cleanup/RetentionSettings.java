package dev.xmcgan.trainer.cleanup;

/**
 * What of the past is kept, beside what is released.
 *
 * @param checkpoints the newest so many can be served
 * @param resumePoints the newest so many on each line can be trained on exactly; more than one, so
 *     that there is another when the newest cannot be read
 * @param leastGarbage bytes of chunks nobody needs that may lie between needed ones, however little
 *     is needed
 */
public record RetentionSettings(int checkpoints, int resumePoints, long leastGarbage) {
  private static final int RESUME_POINTS = 2;
  private static final long LEAST_GARBAGE = 256L << 20;

  public RetentionSettings {
    if (checkpoints < 1 || resumePoints < 1 || leastGarbage < 0) {
      throw new IllegalArgumentException(
          "at least one checkpoint and one resume point are kept, not %d and %d"
              .formatted(checkpoints, resumePoints));
    }
  }

  /** With defaults for what nobody sets. */
  public static RetentionSettings keeping(int checkpoints) {
    return new RetentionSettings(checkpoints, RESUME_POINTS, LEAST_GARBAGE);
  }
}

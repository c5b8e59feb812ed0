package dev.xmcgan.trainer.rehearsal;

/**
 * How much is rehearsed.
 *
 * @param share of those examples of a step that are not fresh pairs, 0 (nothing) to below 1
 * @param captions kept of all that were ever learned
 */
public record RehearsalSettings(double share, int captions) {
  public RehearsalSettings {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share must be from 0 to below 1, not " + share);
    }
    if (captions < 0) {
      throw new IllegalArgumentException("captions must be 0 or more, not " + captions);
    }
  }

  /** Nothing is rehearsed or kept. */
  public static RehearsalSettings none() {
    return new RehearsalSettings(0, 0);
  }
}

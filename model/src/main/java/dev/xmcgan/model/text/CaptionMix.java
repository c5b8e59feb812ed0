package dev.xmcgan.model.text;

/**
 * A caption, or one on the way from a caption to another: their embeddings mixed linearly.
 *
 * @param share of the other, 0 to 1; at 0 and 1 it is one of them, bit for bit
 */
public record CaptionMix(String caption, String other, double share) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the share is no share
   */
  public CaptionMix {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of %s of the other caption".formatted(share));
    }
  }

  /** A caption alone. */
  public static CaptionMix of(String caption) {
    return new CaptionMix(caption, caption, 0);
  }
}

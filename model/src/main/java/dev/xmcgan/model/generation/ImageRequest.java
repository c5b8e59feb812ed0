package dev.xmcgan.model.generation;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One image to draw.
 *
 * @param caption what it shows
 * @param seed the image's own seed, see {@link Seeds#imageSeed}
 * @param truncation noise values above this magnitude are drawn again; empty for none
 * @param towards where the image lies on the way to another; empty for an image of the caption
 */
public record ImageRequest(
    String caption, long seed, OptionalDouble truncation, Optional<Towards> towards) {

  /**
   * The other end of an interpolation. The noise is interpolated spherically ({@link
   * Seeds#between}), sentence and words linearly ({@link
   * dev.xmcgan.model.text.TextEncoder#encodeMixes}).
   *
   * @param seed the other image's own
   * @param share of the other, above 0 and below 1
   */
  public record Towards(String caption, long seed, double share) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when the caption is blank or the share is that of an end
     */
    public Towards {
      if (caption == null || caption.isBlank()) {
        throw new IllegalArgumentException("the other caption must not be blank");
      }
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("share must be above 0 and below 1, not " + share);
      }
    }
  }

  /** Below this magnitude nearly every value would have to be drawn again. */
  public static final double SMALLEST_TRUNCATION = 0.05;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the caption is blank or the truncation too small
   */
  public ImageRequest {
    if (caption == null || caption.isBlank()) {
      throw new IllegalArgumentException("caption must not be blank");
    }
    if (truncation.isPresent() && !(truncation.getAsDouble() >= SMALLEST_TRUNCATION)) {
      throw new IllegalArgumentException(
          "truncation must be at least "
              + SMALLEST_TRUNCATION
              + ", not "
              + truncation.getAsDouble());
    }
  }

  /** An image of the caption. */
  public ImageRequest(String caption, long seed, OptionalDouble truncation) {
    this(caption, seed, truncation, Optional.empty());
  }

  /**
   * An image on the way from this one to another.
   *
   * @param share of the other, 0 to 1; at 0 and 1 it is the plain request of an end
   */
  public ImageRequest towards(String otherCaption, long otherSeed, double share) {
    if (share == 0) {
      return this;
    }
    return share == 1
        ? new ImageRequest(otherCaption, otherSeed, truncation)
        : new ImageRequest(
            caption, seed, truncation, Optional.of(new Towards(otherCaption, otherSeed, share)));
  }
}

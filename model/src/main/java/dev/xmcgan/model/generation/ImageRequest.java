package dev.xmcgan.model.generation;

import java.util.OptionalDouble;

/**
 * One image to draw.
 *
 * @param caption what it shows
 * @param seed the image's own seed, see {@link Seeds#imageSeed}
 * @param truncation noise values above this magnitude are drawn again; empty for none
 */
public record ImageRequest(String caption, long seed, OptionalDouble truncation) {

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
}

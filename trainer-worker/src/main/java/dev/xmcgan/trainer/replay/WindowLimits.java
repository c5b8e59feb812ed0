package dev.xmcgan.trainer.replay;

import java.util.OptionalLong;

/**
 * How long the replay window may get; the tighter limit holds.
 *
 * @param pairs most pairs
 * @param bytes most bytes of images on disk, if that is limited
 */
public record WindowLimits(int pairs, OptionalLong bytes) {
  /** Pairs alone. */
  public static WindowLimits ofPairs(int pairs) {
    return new WindowLimits(pairs, OptionalLong.empty());
  }

  /**
   * Most pairs whose images have a size.
   *
   * @param imageBytes of one image
   * @param least pairs that training cannot do with fewer of
   * @throws IllegalArgumentException naming the key when the bytes are too few for those
   */
  public int capacity(int imageBytes, int least) {
    long fitting = bytes.isPresent() ? bytes.getAsLong() / imageBytes : pairs;
    if (fitting < least) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.window-bytes must be at least %d for %d images of %d bytes, but is %d"
              .formatted((long) least * imageBytes, least, imageBytes, bytes.orElse(0)));
    }
    return (int) Math.min(pairs, fitting);
  }
}

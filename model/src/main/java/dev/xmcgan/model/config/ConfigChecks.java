package dev.xmcgan.model.config;

import java.util.List;

/** What values of a {@link ModelConfig} may be, and the words for those that may not. */
final class ConfigChecks {
  private static final int LARGEST_MULTIPLE = 256;
  private static final int LARGEST_WIDTH = 4096;
  private static final int SMALLEST_IMAGE = 32;
  private static final int LARGEST_IMAGE = 1024;

  private ConfigChecks() {}

  /**
   * Multiples of a network's width, one for each of its blocks.
   *
   * @return an immutable copy
   * @throws IllegalArgumentException naming the key when their number or one of them is impossible
   */
  static List<Integer> multiples(String key, List<Integer> values, int imageSize) {
    require(values != null, "%s must be given", key);
    int blocks = Integer.numberOfTrailingZeros(imageSize / ModelConfig.SMALLEST_MAP);
    require(
        values.size() == blocks,
        "%s must have %d entries for %d pixels, not %d",
        key,
        blocks,
        imageSize,
        values.size());
    for (Integer value : values) {
      require(
          value != null && value >= 1 && value <= LARGEST_MULTIPLE,
          "%s must hold multiples from 1 to %d, not %s",
          key,
          LARGEST_MULTIPLE,
          value);
    }
    return List.copyOf(values);
  }

  /** From 1 to the largest of any width. */
  static void requireWidth(String key, int value) {
    requireWithin(key, value, 1, LARGEST_WIDTH);
  }

  /** A number with bounds. */
  static void requireWithin(String key, int value, int least, int most) {
    require(
        value >= least && value <= most,
        "%s must be from %d to %d, not %d",
        key,
        least,
        most,
        value);
  }

  /** A power of two, neither too small to halve nor too large to draw. */
  static void requireImageSize(int value) {
    require(
        Integer.bitCount(value) == 1 && value >= SMALLEST_IMAGE && value <= LARGEST_IMAGE,
        "imageSize must be a power of two from %d to %d, not %d",
        SMALLEST_IMAGE,
        LARGEST_IMAGE,
        value);
  }

  /**
   * Throws unless the condition holds.
   *
   * @throws IllegalArgumentException with the formatted message
   */
  static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException("model config: " + String.format(message, arguments));
    }
  }
}

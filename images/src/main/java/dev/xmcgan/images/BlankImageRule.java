package dev.xmcgan.images;

/**
 * Refuses pictures of nothing: one colour and hardly anything else teaches that any caption may be
 * a plain area.
 *
 * @param minContent share of pixels, 0 to 1, that must differ visibly from the commonest colour; 0
 *     takes every picture
 */
public record BlankImageRule(double minContent) {
  /** Levels of 0 to 255 that are seen; what a strong JPEG compression leaves of a plain area. */
  private static final int VISIBLE = 16;

  private static final int BITS = 5;

  public BlankImageRule {
    if (!(minContent >= 0 && minContent <= 1)) {
      throw new IllegalArgumentException("the least content must be in 0 to 1: " + minContent);
    }
  }

  /**
   * Looks at all pixels.
   *
   * @throws UnusableImageException when there is too little to see
   */
  public void check(RgbImage image) throws UnusableImageException {
    double content = content(image);
    if (content < minContent) {
      throw new UnusableImageException(
          ImageProblem.BLANK_IMAGE,
          "one colour and hardly anything else: %.2f %% differs from it, %.2f %% are needed"
              .formatted(100 * content, 100 * minContent));
    }
  }

  /** Share of the pixels that differ visibly from the commonest colour. */
  static double content(RgbImage image) {
    int[] commonest = commonest(image);
    byte[] rgb = image.rgb();
    int different = 0;
    for (int at = 0; at < rgb.length; at += RgbImage.COLOURS) {
      boolean differs = false;
      for (int colour = 0; colour < RgbImage.COLOURS; colour++) {
        differs |= Math.abs((rgb[at + colour] & 0xff) - commonest[colour]) > VISIBLE;
      }
      different += differs ? 1 : 0;
    }
    return (double) different / (image.width() * image.height());
  }

  /** The mean of the fullest cell of a colour cube. */
  private static int[] commonest(RgbImage image) {
    int[] counts = new int[1 << 3 * BITS];
    byte[] rgb = image.rgb();
    int fullest = 0;
    for (int at = 0; at < rgb.length; at += RgbImage.COLOURS) {
      int cell = cell(rgb, at);
      if (++counts[cell] > counts[fullest]) {
        fullest = cell;
      }
    }
    long[] sums = new long[RgbImage.COLOURS];
    for (int at = 0; at < rgb.length; at += RgbImage.COLOURS) {
      if (cell(rgb, at) == fullest) {
        for (int colour = 0; colour < RgbImage.COLOURS; colour++) {
          sums[colour] += rgb[at + colour] & 0xff;
        }
      }
    }
    int[] mean = new int[RgbImage.COLOURS];
    for (int colour = 0; colour < RgbImage.COLOURS; colour++) {
      mean[colour] = (int) (sums[colour] / counts[fullest]);
    }
    return mean;
  }

  private static int cell(byte[] rgb, int at) {
    int shift = 8 - BITS;
    return (rgb[at] & 0xff) >> shift << 2 * BITS
        | (rgb[at + 1] & 0xff) >> shift << BITS
        | (rgb[at + 2] & 0xff) >> shift;
  }
}

package dev.xmcgan.images;

/** Makes an image file small enough for a record; the model sees far fewer pixels anyway. */
public final class SmallerFile {
  private static final int LONGEST_EDGE = 2048;
  private static final double SMALLER = 0.7;

  private SmallerFile() {}

  /**
   * A JPEG of an image within so many bytes, its shape kept.
   *
   * @param image as {@link ImageDecoder} gives it: upright, in sRGB
   */
  public static byte[] of(RgbImage image, int maxBytes) {
    double longest = Math.max(image.width(), image.height());
    for (double edge = Math.min(longest, LONGEST_EDGE); edge >= 1; edge *= SMALLER) {
      RgbImage smaller =
          Resize.to(
              image,
              (int) Math.max(1, Math.round(image.width() * edge / longest)),
              (int) Math.max(1, Math.round(image.height() * edge / longest)));
      byte[] file = JpegFile.encode(smaller);
      if (file.length <= maxBytes) {
        return file;
      }
    }
    throw new IllegalArgumentException("no image fits " + maxBytes + " bytes");
  }
}

package dev.xmcgan.trainer.images;

/**
 * Pixels without alpha.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code width * height * 3} bytes, row-major, red first; not copied, do not change
 */
@SuppressWarnings("ArrayRecordComponent") // images are passed on, never compared
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != (long) width * height * 3) {
      throw new IllegalArgumentException(
          "an RGB image of " + width + " x " + height + " cannot have " + rgb.length + " bytes");
    }
  }
}

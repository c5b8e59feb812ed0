package dev.xmcgan.model.generation;

import dev.xmcgan.images.RgbImage;

/**
 * A drawn image.
 *
 * @param size edge in pixels
 * @param rgb {@code size · size · 3} bytes, rows from the top, each pixel red, green, blue; each is
 *     {@code round(255 · value)}
 * @param finite false when the model gave NaN or infinity somewhere; such places are black
 */
@SuppressWarnings("ArrayRecordComponent") // pixels go to the encoder as they are
public record GeneratedImage(int size, byte[] rgb, boolean finite) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the bytes are not those of such an image
   */
  public GeneratedImage {
    if (rgb.length != size * size * RgbImage.COLOURS) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are no RGB image of " + size + " pixels");
    }
  }

  /**
   * Turns {@code size · size · 3} values in [0,1] into an image.
   *
   * @param values colours next to each other
   * @param from index of the first value
   */
  static GeneratedImage of(int size, float[] values, int from) {
    byte[] rgb = new byte[size * size * RgbImage.COLOURS];
    boolean finite = true;
    for (int i = 0; i < rgb.length; i++) {
      float value = values[from + i];
      finite &= Float.isFinite(value);
      rgb[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
    return new GeneratedImage(size, rgb, finite);
  }

  /** The pixels alone. */
  public RgbImage image() {
    return RgbImage.square(size, rgb);
  }
}

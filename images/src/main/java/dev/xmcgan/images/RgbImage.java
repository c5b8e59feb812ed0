package dev.xmcgan.images;

import java.util.Arrays;

/**
 * Pixels without alpha.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code height * width * 3} bytes, rows from the top, each pixel red, green, blue; not
 *     copied, do not change
 */
@SuppressWarnings("ArrayRecordComponent") // images are passed on, never compared
public record RgbImage(int width, int height, byte[] rgb) {
  /** Red, green, blue. */
  public static final int COLOURS = 3;

  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != (long) width * height * COLOURS) {
      throw new IllegalArgumentException(
          "an RGB image of %d x %d pixels cannot have %d bytes"
              .formatted(width, height, rgb.length));
    }
  }

  /** A square image. */
  public static RgbImage square(int size, byte[] rgb) {
    return new RgbImage(size, size, rgb);
  }

  /** All bytes the same: a gray, black or white. */
  static RgbImage plain(int width, int height, byte level) {
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), COLOURS)];
    Arrays.fill(rgb, level);
    return new RgbImage(width, height, rgb);
  }

  /** From one {@code 0x..RRGGBB} a pixel. */
  public static RgbImage ofPacked(int width, int height, int[] pixels) {
    byte[] rgb = new byte[Math.multiplyExact(pixels.length, COLOURS)];
    int to = 0;
    for (int pixel : pixels) {
      rgb[to++] = (byte) (pixel >> 16);
      rgb[to++] = (byte) (pixel >> 8);
      rgb[to++] = (byte) pixel;
    }
    return new RgbImage(width, height, rgb);
  }

  /** One pixel, {@code 0xRRGGBB}. */
  public int pixel(int x, int y) {
    int at = COLOURS * (y * width + x);
    return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
  }

  /** The pixels as planes {@code (3,H,W)}, each value a byte / 255. */
  public float[] planes() {
    int area = height * width;
    float[] planes = new float[COLOURS * area];
    for (int i = 0; i < area; i++) {
      for (int colour = 0; colour < COLOURS; colour++) {
        planes[colour * area + i] = (rgb[COLOURS * i + colour] & 0xFF) / 255f;
      }
    }
    return planes;
  }
}

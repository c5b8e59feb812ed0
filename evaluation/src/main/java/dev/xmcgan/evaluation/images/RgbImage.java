package dev.xmcgan.evaluation.images;

/**
 * An image to be judged.
 *
 * @param height in pixels
 * @param width in pixels
 * @param rgb {@code height · width · 3} bytes, rows from the top, each pixel red, green, blue; not
 *     copied
 */
@SuppressWarnings("ArrayRecordComponent") // pixels are handed on as they came
public record RgbImage(int height, int width, byte[] rgb) {

  /** Red, green, blue. */
  public static final int COLOURS = 3;

  public RgbImage {
    if (height < 1 || width < 1 || rgb.length != (long) height * width * COLOURS) {
      throw new IllegalArgumentException(
          "%d bytes are no RGB image of %d × %d pixels".formatted(rgb.length, height, width));
    }
  }

  /** A square image. */
  public static RgbImage square(int size, byte[] rgb) {
    return new RgbImage(size, size, rgb);
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

package dev.xmcgan.cli.pictures;

import java.awt.image.BufferedImage;

/** An image's pixels as bytes. */
public final class Pixels {
  private Pixels() {}

  /** {@code H · W · 3} bytes, rows from the top, each pixel red, green, blue. */
  public static byte[] rgb(BufferedImage image) {
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] rgb = new byte[pixels.length * 3];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }
}

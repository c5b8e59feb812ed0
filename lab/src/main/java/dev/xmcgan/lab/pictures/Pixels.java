package dev.xmcgan.lab.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** An image's pixels as bytes. */
public final class Pixels {
  private Pixels() {}

  /** {@code H · W · 3} bytes, rows from the top, each pixel red, green, blue. */
  public static byte[] rgb(BufferedImage image) {
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && image.getSampleModel().getSampleSize(0) == Byte.SIZE
        ? grey(image.getRaster())
        : coloured(image);
  }

  private static byte[] coloured(BufferedImage image) {
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

  /** Java takes the values of a grey file for linear light and would brighten them. */
  private static byte[] grey(Raster raster) {
    int[] values =
        raster.getSamples(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            0,
            (int[]) null);
    byte[] rgb = new byte[values.length * 3];
    for (int i = 0; i < values.length; i++) {
      rgb[3 * i] = (byte) values[i];
      rgb[3 * i + 1] = (byte) values[i];
      rgb[3 * i + 2] = (byte) values[i];
    }
    return rgb;
  }
}

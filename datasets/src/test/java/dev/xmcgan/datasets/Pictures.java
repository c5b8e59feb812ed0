package dev.xmcgan.datasets;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.util.Arrays;

/** Small image files. */
public final class Pictures {
  private Pictures() {}

  /** A PNG of two by two grey pixels. */
  public static byte[] png(int grey) {
    byte[] rgb = new byte[2 * 2 * RgbImage.COLOURS];
    Arrays.fill(rgb, (byte) grey);
    return PngFile.encode(RgbImage.square(2, rgb));
  }
}

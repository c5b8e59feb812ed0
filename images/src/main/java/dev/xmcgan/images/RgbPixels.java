package dev.xmcgan.images;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Between AWT's images and plain RGB bytes. */
final class RgbPixels {
  /** Rows converted at a time: whole copies of large pictures would cost too much. */
  private static final int BAND_ROWS = 64;

  private RgbPixels() {}

  /** Flattens any image onto white. */
  static RgbImage overWhite(BufferedImage image) {
    return isGray(image.getColorModel()) ? gray(image) : colour(image);
  }

  /** An AWT image (TYPE_INT_RGB) of the same pixels. */
  static BufferedImage toBufferedImage(RgbImage image) {
    int width = image.width();
    byte[] rgb = image.rgb();
    var result = new BufferedImage(width, image.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    int from = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        row[x] = (rgb[from++] & 0xff) << 16 | (rgb[from++] & 0xff) << 8 | (rgb[from++] & 0xff);
      }
      result.getRaster().setDataElements(0, y, width, 1, row);
    }
    return result;
  }

  /** The pixels of an opaque AWT image. */
  static RgbImage ofOpaque(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    return RgbImage.ofPacked(width, height, pixels);
  }

  private static boolean isGray(ColorModel model) {
    return !(model instanceof IndexColorModel)
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** By hand: AWT takes gray samples for linear light and brightens them on the way to RGB. */
  private static RgbImage gray(BufferedImage image) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int bands = raster.getNumBands();
    double scale = 255.0 / ((1L << model.getComponentSize(0)) - 1);
    double alphaScale =
        model.hasAlpha() ? 1.0 / ((1L << model.getComponentSize(bands - 1)) - 1) : 0;
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, image.getHeight()), 3)];
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        double value = row[x * bands] * scale;
        if (model.hasAlpha()) {
          double alpha = row[x * bands + bands - 1] * alphaScale;
          double lit = model.isAlphaPremultiplied() ? value : value * alpha;
          value = lit + 255 * (1 - alpha);
        }
        byte level = (byte) Math.round(value);
        rgb[to++] = level;
        rgb[to++] = level;
        rgb[to++] = level;
      }
    }
    return new RgbImage(width, image.getHeight(), rgb);
  }

  private static RgbImage colour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    var band = new BufferedImage(width, Math.min(height, BAND_ROWS), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = band.createGraphics();
    try {
      for (int top = 0, to = 0; top < height; top += BAND_ROWS) {
        int rows = Math.min(BAND_ROWS, height - top);
        graphics.drawImage(image.getSubimage(0, top, width, rows), 0, 0, Color.WHITE, null);
        int[] pixels = ((DataBufferInt) band.getRaster().getDataBuffer()).getData();
        for (int at = 0; at < rows * width; at++) {
          rgb[to++] = (byte) (pixels[at] >> 16);
          rgb[to++] = (byte) (pixels[at] >> 8);
          rgb[to++] = (byte) pixels[at];
        }
      }
    } finally {
      graphics.dispose();
    }
    return new RgbImage(width, height, rgb);
  }
}

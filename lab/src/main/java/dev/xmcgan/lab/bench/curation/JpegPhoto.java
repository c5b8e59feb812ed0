package dev.xmcgan.lab.bench.curation;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * JPEGs about as large as a camera's of the same size: areas that change slowly, details upon them,
 * and a little noise.
 */
final class JpegPhoto {
  private static final int AREA = 80;
  private static final int DETAIL = 8;
  private static final int NOISE = 12;

  private JpegPhoto() {}

  /** The file; the same for the same size. */
  static byte[] of(int width, int height) throws IOException {
    SplittableRandom random = new SplittableRandom(width);
    BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = photo.createGraphics();
    brush.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    brush.drawImage(points(width / AREA, height / AREA, 255, random), 0, 0, width, height, null);
    brush.drawImage(points(width / DETAIL, height / DETAIL, 60, random), 0, 0, width, height, null);
    brush.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = photo.getRGB(x, y);
        int noise = random.nextInt(NOISE);
        photo.setRGB(
            x,
            y,
            lighter(rgb >> 16, noise) << 16 | lighter(rgb >> 8, noise) << 8 | lighter(rgb, noise));
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(photo, "jpg", file);
    return file.toByteArray();
  }

  private static BufferedImage points(int width, int height, int alpha, SplittableRandom random) {
    BufferedImage points = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        points.setRGB(x, y, alpha << 24 | random.nextInt(1 << 24));
      }
    }
    return points;
  }

  private static int lighter(int value, int by) {
    return Math.min(255, (value & 255) + by);
  }
}

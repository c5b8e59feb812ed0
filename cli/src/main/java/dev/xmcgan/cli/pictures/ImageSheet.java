package dev.xmcgan.cli.pictures;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Several images of one size in rows, left to right, without gaps. */
public final class ImageSheet {
  private ImageSheet() {}

  /**
   * @param images at least one, all of the same size
   * @param columns images in a row
   */
  public static BufferedImage of(List<BufferedImage> images, int columns) {
    if (images.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(images.size() + " images in " + columns + " columns");
    }
    int width = images.get(0).getWidth();
    int height = images.get(0).getHeight();
    int across = Math.min(columns, images.size());
    int rows = (images.size() + across - 1) / across;
    BufferedImage sheet =
        new BufferedImage(across * width, rows * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    try {
      for (int i = 0; i < images.size(); i++) {
        graphics.drawImage(images.get(i), i % across * width, i / across * height, null);
      }
    } finally {
      graphics.dispose();
    }
    return sheet;
  }

  /**
   * @param rgb {@code size · size · 3} bytes, rows from the top
   */
  public static BufferedImage image(int size, byte[] rgb) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      image.setRGB(i % size, i / size, red << 16 | green << 8 | blue);
    }
    return image;
  }
}

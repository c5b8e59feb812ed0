package dev.xmcgan.images;

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
}

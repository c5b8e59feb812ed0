package dev.xmcgan.images;

import java.util.List;

/** Several images of one size in rows, left to right, without gaps. */
public final class ImageSheet {
  private ImageSheet() {}

  /**
   * @param images at least one, all of the same size
   * @param columns images in a row
   */
  public static RgbImage of(List<RgbImage> images, int columns) {
    if (images.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(images.size() + " images in " + columns + " columns");
    }
    int width = images.get(0).width();
    int height = images.get(0).height();
    int across = Math.min(columns, images.size());
    int rows = (images.size() + across - 1) / across;
    int line = RgbImage.COLOURS * width;
    byte[] sheet = new byte[rows * height * across * line];
    for (int i = 0; i < images.size(); i++) {
      RgbImage image = images.get(i);
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException(
            "%d x %d pixels among images of %d x %d"
                .formatted(image.width(), image.height(), width, height));
      }
      for (int y = 0; y < height; y++) {
        int to = ((i / across * height + y) * across + i % across) * line;
        System.arraycopy(image.rgb(), y * line, sheet, to, line);
      }
    }
    return new RgbImage(across * width, rows * height, sheet);
  }
}

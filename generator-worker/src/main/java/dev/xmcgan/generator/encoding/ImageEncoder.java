package dev.xmcgan.generator.encoding;

import com.twelvemonkeys.image.ResampleOp;
import dev.xmcgan.schemas.ImageFormat;
import java.awt.image.BufferedImage;

/**
 * Encodes the pixels a generator drew. The same pixels, size and provenance give the same bytes.
 */
public final class ImageEncoder {
  private ImageEncoder() {}

  /**
   * @param rgb {@code (drawnSize, drawnSize, 3)}, rows from the top, 8 bits a channel
   * @param drawnSize edge in pixels as the model drew it
   * @param wantedSize edge in pixels of the file; 0 = as drawn
   */
  public static EncodedImage encode(
      byte[] rgb, int drawnSize, int wantedSize, ImageFormat format, Provenance provenance) {
    int size = wantedSize == 0 ? drawnSize : wantedSize;
    BufferedImage image = resized(toImage(rgb, drawnSize), size);
    return switch (format) {
      case PNG -> new EncodedImage(PngFile.write(image, provenance), "image/png", size);
      case JPEG -> new EncodedImage(JpegFile.write(image), "image/jpeg", size);
    };
  }

  private static BufferedImage toImage(byte[] rgb, int size) {
    if (rgb.length != size * size * 3) {
      throw new IllegalArgumentException(
          "an image of %d pixels a side has %d bytes, not %d"
              .formatted(size, size * size * 3, rgb.length));
    }
    int[] pixels = new int[size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | rgb[3 * i + 2] & 0xFF;
    }
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, size, size, pixels, 0, size);
    return image;
  }

  /** Bicubic (Catmull-Rom) to a larger size, antialiased (Lanczos) to a smaller one. */
  private static BufferedImage resized(BufferedImage image, int size) {
    if (image.getWidth() == size) {
      return image;
    }
    int filter = size > image.getWidth() ? ResampleOp.FILTER_CATROM : ResampleOp.FILTER_LANCZOS;
    BufferedImage target = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    return new ResampleOp(size, size, filter).filter(image, target);
  }
}

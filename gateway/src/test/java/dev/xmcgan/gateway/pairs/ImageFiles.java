package dev.xmcgan.gateway.pairs;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Image files for tests. */
public final class ImageFiles {
  private ImageFiles() {}

  /** A PNG, red above and black below. */
  public static byte[] png(int width, int height) {
    return encoded("png", width, height);
  }

  /** A JPEG, red above and black below. */
  public static byte[] jpeg(int width, int height) {
    return encoded("jpeg", width, height);
  }

  /** A lossless WebP of 96 x 64. */
  public static byte[] webp() {
    return Base64.getDecoder()
        .decode("UklGRi4AAABXRUJQVlA4TCIAAAAvX8APAA9wHvFT0J6Je/6DB2raNmDKn/RG0Cui/xPAifl5");
  }

  /** A valid PNG header that announces any size, and no pixels. */
  public static byte[] pngAnnouncing(int width, int height) {
    byte[] file = png(1, 1);
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.putInt(16, width).putInt(20, height);
    CRC32 checksum = new CRC32();
    checksum.update(file, 12, 17);
    bytes.putInt(29, (int) checksum.getValue());
    return file;
  }

  private static byte[] encoded(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < Math.max(1, width * height / 2); pixel++) {
      image.setRGB(pixel % width, pixel / width, 0xCC3344);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, file);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return file.toByteArray();
  }
}

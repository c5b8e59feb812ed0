package dev.xmcgan.gateway.pairs;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What an image file's header announces; its pixels are not decoded. */
record ImageHeader(int width, int height) {

  /** Pixels to decode. */
  long pixels() {
    return (long) width * height;
  }

  /**
   * Reads the header.
   *
   * @throws IOException when the header is broken
   */
  static ImageHeader read(ImageFileType type, byte[] file) throws IOException {
    ImageReader reader = reader(type);
    try (MemoryCacheImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input, true, true);
      ImageHeader header = new ImageHeader(reader.getWidth(0), reader.getHeight(0));
      if (header.width() < 1 || header.height() < 1) {
        throw new IOException("an image of %d x %d".formatted(header.width(), header.height()));
      }
      return header;
    } catch (RuntimeException broken) {
      // image readers answer some broken headers with unchecked exceptions
      throw new IOException(broken);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageFileType type) throws IOException {
    return switch (type) {
      case PNG -> ImageIO.getImageReadersByFormatName("png").next();
      case JPEG -> ImageIO.getImageReadersByFormatName("jpeg").next();
      // by name: the service's class loader is not where ImageIO looks for plug-ins
      case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
    };
  }
}

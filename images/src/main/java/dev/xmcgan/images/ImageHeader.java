package dev.xmcgan.images;

import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * What an image file's header announces; its pixels are not decoded.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record ImageHeader(int width, int height) {

  /** Pixels to decode. */
  public long pixels() {
    return (long) width * height;
  }

  /**
   * Reads the header.
   *
   * @throws IOException when the header is broken
   */
  public static ImageHeader read(ImageFileType type, byte[] file) throws IOException {
    ImageReader reader = type.newReader();
    try (var input = new BoundedImageStream(file)) {
      reader.setInput(input, true, true);
      return of(reader);
    } catch (RuntimeException broken) {
      // image readers answer some broken headers with unchecked exceptions
      throw new IOException(broken);
    } finally {
      reader.dispose();
    }
  }

  /** The header of the file that the reader stands at. */
  static ImageHeader of(ImageReader reader) throws IOException {
    ImageHeader header = new ImageHeader(reader.getWidth(0), reader.getHeight(0));
    if (header.width() < 1 || header.height() < 1) {
      throw new IOException("an image of %d x %d".formatted(header.width(), header.height()));
    }
    return header;
  }
}

package dev.xmcgan.images;

import dev.xmcgan.images.containers.BmpHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/**
 * What an image file's header announces; its pixels are not decoded.
 *
 * @param width in pixels, of the whole picture where a first frame is a part of it
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
    ImageHeader header = type == ImageFileType.BMP ? BmpHeader.size(file) : told(type, file);
    if (type == ImageFileType.GIF) {
      ByteBuffer screen = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      header = header.around(screen.getShort(6) & 0xffff, screen.getShort(8) & 0xffff);
    }
    if (header.width() < 1 || header.height() < 1) {
      throw new IOException("an image of %d x %d".formatted(header.width(), header.height()));
    }
    return header;
  }

  private static ImageHeader told(ImageFileType type, byte[] file) throws IOException {
    ImageReader reader = type.newReader();
    try (var input = new BoundedImageStream(file)) {
      reader.setInput(input, true, true);
      return new ImageHeader(reader.getWidth(0), reader.getHeight(0));
    } catch (RuntimeException broken) {
      // image readers answer some broken headers with unchecked exceptions
      throw new IOException(broken);
    } finally {
      reader.dispose();
    }
  }

  private ImageHeader around(int otherWidth, int otherHeight) {
    return new ImageHeader(Math.max(width, otherWidth), Math.max(height, otherHeight));
  }

  /** Every how-manieth column and row to read so that at most about so many pixels are kept. */
  int stepFor(long mostPixels) {
    int step = (int) Math.ceil(Math.sqrt((double) pixels() / mostPixels));
    return Math.max(1, Math.min(step, Math.min(width, height)));
  }
}

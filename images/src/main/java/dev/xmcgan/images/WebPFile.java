package dev.xmcgan.images;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPWriteParam;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a WebP by libwebp. */
public final class WebPFile {
  private static final int LOSSLESS = 100;

  private WebPFile() {}

  /**
   * The bytes of the file. The same pixels and level give the same bytes.
   *
   * @param level 0 to 99 with loss, 100 without
   */
  public static byte[] encode(RgbImage image, int level) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("webp").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      WebPWriteParam parameters = new WebPWriteParam(Locale.ROOT);
      if (level == LOSSLESS) {
        parameters.setCompressionType(CompressionType.Lossless);
      } else {
        parameters.setCompressionType(CompressionType.Lossy);
        parameters.setCompressionQuality(level / (float) LOSSLESS);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(RgbPixels.toBufferedImage(image), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

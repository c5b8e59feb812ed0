package dev.xmcgan.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a baseline JPEG. */
public final class JpegFile {
  /** The finest that is written: beyond it files grow and look the same. */
  private static final float QUALITY = 0.92f;

  private static final int FINEST = 100;

  private JpegFile() {}

  /** The bytes of the file. The same pixels give the same bytes. */
  public static byte[] encode(RgbImage image) {
    return encode(image, FINEST);
  }

  /**
   * The same, coarser.
   *
   * @param level 0 to 100, the finest
   */
  public static byte[] encode(RgbImage image, int level) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY * level / FINEST);
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

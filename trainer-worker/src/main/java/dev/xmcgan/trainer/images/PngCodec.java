package dev.xmcgan.trainer.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Curated images as they travel on training-pairs: lossless, RGB. */
public final class PngCodec {
  private PngCodec() {}

  /** The image as a PNG file. */
  public static byte[] encode(RgbImage image) {
    var bytes = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(RgbPixels.toBufferedImage(image), "png", output)) {
        throw new IllegalStateException("this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /**
   * The pixels of a curated PNG.
   *
   * @throws IOException when it is none
   */
  public static RgbImage decode(byte[] png) throws IOException {
    BufferedImage image =
        ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(png)));
    if (image == null) {
      throw new IOException("not an image: " + png.length + " bytes");
    }
    return RgbPixels.overWhite(image);
  }
}

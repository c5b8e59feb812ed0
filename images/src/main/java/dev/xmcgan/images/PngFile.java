package dev.xmcgan.images;

import dev.xmcgan.images.containers.PngChunks;
import java.io.IOException;
import java.util.Map;
import javax.imageio.ImageReader;

/**
 * PNG files as this project writes them: RGB, with text chunks in iTXt (UTF-8), so that a caption
 * may hold any character. Files from elsewhere go through {@link ImageDecoder}.
 */
public final class PngFile {
  /** Value of the {@code Software} text chunk. */
  public static final String SOFTWARE = "XMC-GAN Streams";

  private PngFile() {}

  /** The bytes of the file. The same pixels give the same bytes. */
  public static byte[] encode(RgbImage image) {
    return encode(image, Map.of());
  }

  /**
   * The bytes of the file. The same pixels and texts give the same bytes.
   *
   * @param texts by keyword, such as {@code caption}; written in the map's order
   */
  public static byte[] encode(RgbImage image, Map<String, String> texts) {
    return PngWriter.write(image, texts);
  }

  /**
   * The pixels of a file.
   *
   * @throws IOException when it is no PNG or broken
   */
  public static RgbImage decode(byte[] png) throws IOException {
    if (ImageFileType.of(png).filter(ImageFileType.PNG::equals).isEmpty()) {
      throw new IOException("not a PNG file: " + png.length + " bytes");
    }
    ImageReader reader = ImageFileType.PNG.newReader();
    try (var input = new BoundedImageStream(PngChunks.pixelsOnly(png))) {
      reader.setInput(input, true, true);
      return RgbPixels.overWhite(reader.read(0));
    } catch (RuntimeException broken) {
      throw new IOException("a broken PNG file: " + broken.getMessage(), broken);
    } finally {
      reader.dispose();
    }
  }

  /** The texts of a file's plain iTXt chunks, by keyword; none for anything but a PNG. */
  public static Map<String, String> texts(byte[] file) {
    return ImageFileType.of(file).filter(ImageFileType.PNG::equals).isPresent()
        ? PngChunks.texts(file)
        : Map.of();
  }
}

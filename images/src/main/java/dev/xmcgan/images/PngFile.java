package dev.xmcgan.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files as this project writes them: RGB, with text chunks in iTXt (UTF-8), so that a caption
 * may hold any character. Files from elsewhere go through {@link ImageDecoder}.
 */
public final class PngFile {
  /** Value of the {@code Software} text chunk. */
  public static final String SOFTWARE = "XMC-GAN Streams";

  private static final String FORMAT = "javax_imageio_png_1.0";

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
    BufferedImage pixels = RgbPixels.toBufferedImage(image);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(pixels), parameters);
      metadata.mergeTree(FORMAT, tree(texts));
      writer.setOutput(out);
      writer.write(null, new IIOImage(pixels, null, metadata), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
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

  private static IIOMetadataNode tree(Map<String, String> texts) {
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    if (texts.isEmpty()) {
      return root;
    }
    IIOMetadataNode entries = new IIOMetadataNode("iTXt");
    texts.forEach(
        (keyword, value) -> {
          IIOMetadataNode entry = new IIOMetadataNode("iTXtEntry");
          entry.setAttribute("keyword", keyword);
          entry.setAttribute("compressionFlag", "FALSE");
          entry.setAttribute("compressionMethod", "0");
          entry.setAttribute("languageTag", "");
          entry.setAttribute("translatedKeyword", "");
          // the one character that the format forbids in a text
          entry.setAttribute("text", value.replace('\0', ' '));
          entries.appendChild(entry);
        });
    root.appendChild(entries);
    return root;
  }
}

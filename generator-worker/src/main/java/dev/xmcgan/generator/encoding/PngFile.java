package dev.xmcgan.generator.encoding;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes a PNG with text chunks: {@code caption}, {@code seed}, {@code checkpoint}, {@code
 * Software}. They are iTXt (UTF-8), so that a caption may hold any character.
 */
final class PngFile {
  /** Value of the {@code Software} text chunk. */
  static final String SOFTWARE = "XMC-GAN Streams";

  private static final String FORMAT = "javax_imageio_png_1.0";

  private PngFile() {}

  static byte[] write(BufferedImage image, Provenance provenance) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(image), parameters);
      addText(metadata, provenance);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static void addText(IIOMetadata metadata, Provenance provenance)
      throws IIOInvalidTreeException {
    IIOMetadataNode texts = new IIOMetadataNode("iTXt");
    texts.appendChild(text("caption", provenance.caption()));
    texts.appendChild(text("seed", Long.toString(provenance.seed())));
    texts.appendChild(text("checkpoint", provenance.checkpointId()));
    texts.appendChild(text("Software", SOFTWARE));
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    root.appendChild(texts);
    metadata.mergeTree(FORMAT, root);
  }

  private static IIOMetadataNode text(String keyword, String value) {
    IIOMetadataNode entry = new IIOMetadataNode("iTXtEntry");
    entry.setAttribute("keyword", keyword);
    entry.setAttribute("compressionFlag", "FALSE");
    entry.setAttribute("compressionMethod", "0");
    entry.setAttribute("languageTag", "");
    entry.setAttribute("translatedKeyword", "");
    // the one character that the format forbids in a text
    entry.setAttribute("text", value.replace('\0', ' '));
    return entry;
  }
}

package dev.xmcgan.lab.pictures;

import dev.xmcgan.evaluation.images.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A decoded image file.
 *
 * @param texts of a PNG file's iTXt chunks, by keyword
 */
public record PictureFile(RgbImage rgb, Map<String, String> texts) {
  private static final String PNG_FORMAT = "javax_imageio_png_1.0";

  public PictureFile {
    texts = Map.copyOf(texts);
  }

  /** Decodes a file; nothing when no reader knows its format. */
  public static Optional<PictureFile> read(byte[] bytes) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        BufferedImage image = reader.read(0);
        return Optional.of(
            new PictureFile(
                new RgbImage(image.getHeight(), image.getWidth(), Pixels.rgb(image)),
                reader.getFormatName().equals("png")
                    ? texts(reader.getImageMetadata(0))
                    : Map.of()));
      } finally {
        reader.dispose();
      }
    }
  }

  /** The text of that keyword. */
  public Optional<String> text(String keyword) {
    return Optional.ofNullable(texts.get(keyword));
  }

  private static Map<String, String> texts(IIOMetadata metadata) {
    Map<String, String> texts = new HashMap<>();
    Element root = (Element) metadata.getAsTree(PNG_FORMAT);
    NodeList entries = root.getElementsByTagName("iTXtEntry");
    for (int i = 0; i < entries.getLength(); i++) {
      Element entry = (Element) entries.item(i);
      texts.put(entry.getAttribute("keyword"), entry.getAttribute("text"));
    }
    return texts;
  }
}

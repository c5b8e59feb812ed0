package dev.xmcgan.generator.encoding;

import com.twelvemonkeys.image.ResampleOp;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.schemas.ImageFormat;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes the pixels a generator drew. The same pixels, size and provenance give the same bytes.
 */
public final class ImageEncoder {
  private ImageEncoder() {}

  /**
   * A PNG also says what it shows and how to draw it again.
   *
   * @param wantedSize edge in pixels of the file; 0 = as drawn
   */
  public static EncodedImage encode(
      GeneratedImage drawn, int wantedSize, ImageFormat format, Provenance provenance) {
    int size = wantedSize == 0 ? drawn.size() : wantedSize;
    BufferedImage image = resized(drawn.toBufferedImage(), size);
    return switch (format) {
      case PNG -> new EncodedImage(PngFile.encode(image, texts(provenance)), "image/png", size);
      case JPEG -> new EncodedImage(JpegFile.write(image), "image/jpeg", size);
    };
  }

  private static Map<String, String> texts(Provenance provenance) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("caption", provenance.caption());
    texts.put("seed", Long.toString(provenance.seed()));
    texts.put("checkpoint", provenance.checkpointId());
    texts.put("Software", PngFile.SOFTWARE);
    return texts;
  }

  /** Bicubic (Catmull-Rom) to a larger size, antialiased (Lanczos) to a smaller one. */
  private static BufferedImage resized(BufferedImage image, int size) {
    if (image.getWidth() == size) {
      return image;
    }
    int filter = size > image.getWidth() ? ResampleOp.FILTER_CATROM : ResampleOp.FILTER_LANCZOS;
    BufferedImage target = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    return new ResampleOp(size, size, filter).filter(image, target);
  }
}

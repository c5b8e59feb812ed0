package dev.xmcgan.generator.encoding;

import dev.xmcgan.images.JpegFile;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.WebPFile;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.schemas.ImageFormat;
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
   * @param compression how fine a JPEG or WebP is, 0 to 100
   */
  public static EncodedImage encode(
      GeneratedImage drawn,
      int wantedSize,
      ImageFormat format,
      int compression,
      Provenance provenance) {
    int size = wantedSize == 0 ? drawn.size() : wantedSize;
    RgbImage image = resized(drawn.image(), size);
    return switch (format) {
      case PNG -> new EncodedImage(PngFile.encode(image, texts(provenance)), "image/png", size);
      case JPEG -> new EncodedImage(JpegFile.encode(image, compression), "image/jpeg", size);
      case WEBP -> new EncodedImage(WebPFile.encode(image, compression), "image/webp", size);
    };
  }

  private static Map<String, String> texts(Provenance provenance) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("caption", provenance.caption());
    texts.put("seed", Long.toString(provenance.seed()));
    texts.put("index", Integer.toString(provenance.index()));
    provenance
        .between()
        .ifPresent(
            other -> {
              texts.put("to_caption", other.caption());
              texts.put("to_seed", Long.toString(other.seed()));
              texts.put("to_index", Integer.toString(other.index()));
              texts.put("share", Double.toString(other.share()));
            });
    texts.put("checkpoint", provenance.checkpointId());
    texts.put("Software", PngFile.SOFTWARE);
    return texts;
  }

  private static RgbImage resized(RgbImage image, int size) {
    return size > image.width() ? Resize.enlarged(image, size) : Resize.toSquare(image, size);
  }
}

package dev.xmcgan.gateway.interpolations;

import dev.xmcgan.images.GifFile;
import dev.xmcgan.images.ImageSheet;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** As what file the images of an interpolation are handed out. */
enum InterpolationFormat {
  /** All side by side, the first on the left: exactly what was drawn. */
  PNG {
    @Override
    byte[] file(List<RgbImage> images) {
      return PngFile.encode(ImageSheet.of(images, images.size()));
    }
  },
  /** There and back again, for ever; 256 colours an image. */
  GIF {
    @Override
    byte[] file(List<RgbImage> images) {
      List<RgbImage> both = new ArrayList<>(images);
      for (int i = images.size() - 2; i > 0; i--) {
        both.add(images.get(i));
      }
      return GifFile.encode(both, EACH);
    }
  };

  private static final Duration EACH = Duration.ofMillis(120);

  /** The file of these images. */
  abstract byte[] file(List<RgbImage> images);

  /**
   * By its name.
   *
   * @param name checked before; null for the default
   */
  static InterpolationFormat of(String name) {
    return "gif".equals(name) ? GIF : PNG;
  }

  /** As callers know it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.xmcgan.images;

import static dev.xmcgan.images.ImageProblem.BROKEN;
import static dev.xmcgan.images.ImageProblem.TOO_LARGE;
import static dev.xmcgan.images.ImageProblem.TOO_SMALL;
import static dev.xmcgan.images.ImageProblem.UNSUPPORTED_FORMAT;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageReader;

/**
 * Decodes a PNG, JPEG or WebP file from anybody. Size and format are judged by the file's first
 * bytes and its header, before a single pixel is allocated. Thread-safe.
 */
public final class ImageDecoder {
  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * The image upright and over white, whatever its colour model.
   *
   * @throws UnusableImageException when it is over a limit, of no known format, or broken
   */
  public RgbImage decode(byte[] file) throws UnusableImageException {
    if (file.length > limits.maxBytes()) {
      throw new UnusableImageException(
          TOO_LARGE,
          "the file has " + file.length + " bytes, at most " + limits.maxBytes() + " are taken");
    }
    ImageFileType format =
        ImageFileType.of(file)
            .orElseThrow(
                () -> new UnusableImageException(UNSUPPORTED_FORMAT, "not a PNG, JPEG or WebP"));
    try {
      byte[] pixels = format == ImageFileType.PNG ? PngChunks.pixelsOnly(file) : file;
      RgbImage stored = RgbPixels.overWhite(read(format, pixels));
      return ImageMetadata.exif(format, file)
          .map(Orientation::of)
          .orElse(Orientation.KEEP)
          .upright(stored);
    } catch (OutOfMemoryError e) {
      throw new UnusableImageException(TOO_LARGE, "not enough memory to decode this " + format, e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // readers answer malformed input with any exception there is
      throw new UnusableImageException(
          BROKEN, "the " + format + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private BufferedImage read(ImageFileType format, byte[] file)
      throws IOException, UnusableImageException {
    ImageReader reader = format.newReader();
    try (var input = new BoundedImageStream(file)) {
      reader.setInput(input, true, true);
      checkSize(ImageHeader.of(reader));
      Optional<String> damage = CorruptImageCheck.damage(format, file);
      if (damage.isPresent()) {
        throw broken(format, damage.get());
      }
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      BufferedImage image = reader.read(0);
      damage = warnings.stream().filter(CorruptImageCheck::isDamage).findFirst();
      if (damage.isPresent()) {
        throw broken(format, damage.get());
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private void checkSize(ImageHeader header) throws UnusableImageException {
    if (header.pixels() > limits.maxPixels()) {
      throw new UnusableImageException(
          TOO_LARGE,
          "%d x %d pixels, at most %d are taken"
              .formatted(header.width(), header.height(), limits.maxPixels()));
    }
    if (Math.min(header.width(), header.height()) < limits.minEdge()) {
      throw new UnusableImageException(
          TOO_SMALL,
          "%d x %d pixels, the shorter edge needs %d"
              .formatted(header.width(), header.height(), limits.minEdge()));
    }
  }

  private static UnusableImageException broken(ImageFileType format, String damage) {
    return new UnusableImageException(BROKEN, "the " + format + " is damaged: " + damage);
  }
}

package dev.xmcgan.images;

import static dev.xmcgan.images.ImageProblem.BROKEN_IMAGE;
import static dev.xmcgan.images.ImageProblem.IMAGE_TOO_LARGE;
import static dev.xmcgan.images.ImageProblem.IMAGE_TOO_SMALL;
import static dev.xmcgan.images.ImageProblem.UNSUPPORTED_FORMAT;

import dev.xmcgan.images.colour.EmbeddedColours;
import dev.xmcgan.images.containers.CorruptImageCheck;
import dev.xmcgan.images.containers.DamagedImageException;
import dev.xmcgan.images.containers.ImageMetadata;
import dev.xmcgan.images.containers.Orientation;
import dev.xmcgan.images.containers.OtherFormat;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Decodes an image file from anybody. Size and format are judged by the file's first bytes and its
 * header, before a single pixel is allocated. Thread-safe.
 *
 * <p>Of a large picture every second, third … column and row is kept while it is decoded, so that
 * memory is bounded whatever its size: by the file, twice where it has a colour profile, and about
 * 12 bytes for each pixel that is kept.
 */
public final class ImageDecoder {
  /** Pixels that are kept of a larger picture: 12 megapixels become 3. */
  public static final long MOST_PIXELS = 8_000_000;

  /** Enough to see whether a file is whole and shows anything. */
  private static final long PREVIEW_PIXELS = 500_000;

  /** One at a time: progressive files take native memory for all of their pixels. */
  private static final Semaphore LARGE_ONES = new Semaphore(1, true);

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * The image upright, in sRGB and over white, whatever its colour model.
   *
   * @throws UnusableImageException when it is over a limit, of no known format, or broken
   */
  public RgbImage decode(byte[] file) throws UnusableImageException {
    return decode(file, MOST_PIXELS);
  }

  /**
   * A small form of the image: for whoever passes the file on as it is and must know that it can be
   * decoded. The whole file is read and checked.
   *
   * @throws UnusableImageException when it is over a limit, of no known format, or broken
   */
  public RgbImage preview(byte[] file) throws UnusableImageException {
    return decode(file, PREVIEW_PIXELS);
  }

  /**
   * The same with a bound of one's own.
   *
   * @param mostPixels how many pixels may be kept
   * @throws UnusableImageException when it is over a limit, of no known format, or broken
   */
  public RgbImage decode(byte[] file, long mostPixels) throws UnusableImageException {
    ImageFileType type = typeWithinLimits(file);
    try {
      CorruptImageCheck.checkHeader(type, file);
      ImageHeader header = ImageHeader.read(type, file);
      checkSize(header);
      CorruptImageCheck.check(type, file);
      RgbImage stored = stored(type, file, header, mostPixels);
      EmbeddedColours.of(type, file).ifPresent(colours -> colours.toSrgb(stored.rgb()));
      return ImageMetadata.exif(type, file)
          .map(Orientation::of)
          .orElse(Orientation.KEEP)
          .upright(stored);
    } catch (OutOfMemoryError e) {
      throw new UnusableImageException(
          IMAGE_TOO_LARGE, "not enough memory to decode this " + type, e);
    } catch (DamagedImageException e) {
      throw new UnusableImageException(
          BROKEN_IMAGE, "the " + type + " is damaged: " + e.getMessage(), e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // readers answer malformed input with any exception there is
      throw new UnusableImageException(
          BROKEN_IMAGE, "the " + type + " cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static RgbImage stored(
      ImageFileType type, byte[] file, ImageHeader header, long mostPixels) throws IOException {
    int step = header.stepFor(mostPixels);
    if (header.pixels() <= MOST_PIXELS) {
      return StoredPixels.read(type, file, header, step);
    }
    LARGE_ONES.acquireUninterruptibly();
    try {
      return StoredPixels.read(type, file, header, step);
    } finally {
      LARGE_ONES.release();
    }
  }

  private ImageFileType typeWithinLimits(byte[] file) throws UnusableImageException {
    if (file.length > limits.maxBytes()) {
      throw new UnusableImageException(
          IMAGE_TOO_LARGE,
          "the file has " + file.length + " bytes, at most " + limits.maxBytes() + " are taken");
    }
    return ImageFileType.of(file)
        .orElseThrow(
            () ->
                new UnusableImageException(
                    UNSUPPORTED_FORMAT,
                    OtherFormat.name(file).map(name -> "this is " + name + ", ").orElse("")
                        + "not a "
                        + ImageFileType.ACCEPTED));
  }

  private void checkSize(ImageHeader header) throws UnusableImageException {
    if (header.pixels() > limits.maxPixels()) {
      throw new UnusableImageException(
          IMAGE_TOO_LARGE,
          "%d x %d pixels, at most %d are taken"
              .formatted(header.width(), header.height(), limits.maxPixels()));
    }
    if (Math.min(header.width(), header.height()) < limits.minEdge()) {
      throw new UnusableImageException(
          IMAGE_TOO_SMALL,
          "%d x %d pixels, the shorter edge needs %d"
              .formatted(header.width(), header.height(), limits.minEdge()));
    }
  }
}

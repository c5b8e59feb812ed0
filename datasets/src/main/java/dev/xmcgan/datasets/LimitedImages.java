package dev.xmcgan.datasets;

import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.ImageHeader;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.SmallerFile;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.limits.PairLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads image files that pairs may carry, as their first bytes and their header say. A file that is
 * larger than a record takes is handed on smaller, upright and in sRGB, as HTTP does; any other is
 * handed on as it is, and whether its pixels are whole is for curation to say.
 *
 * @param largest the most bytes a file may have
 */
public record LimitedImages(long largest) {
  /** Of an image that is made smaller: what its longest edge needs. */
  private static final long SHRUNK_PIXELS = 4_000_000;

  private static final Set<String> OTHER_ENDINGS =
      Set.of(
          "arw", "avif", "cr2", "dng", "eps", "heic", "heif", "ico", "j2k", "jp2", "jxl", "nef",
          "pbm", "pgm", "pnm", "ppm", "psd", "svg", "tga", "tif", "tiff");

  /** As large as any door takes them. */
  public static LimitedImages usual() {
    return new LimitedImages(PairLimits.MAX_UPLOAD_BYTES);
  }

  /** Whether a file's name ends as those of images do that are taken. */
  public static boolean isImage(String name) {
    return ImageFileType.ofName(name).isPresent();
  }

  /** Whether a file's name ends as those of images do that are not taken. */
  public static boolean isOtherImage(String name) {
    return OTHER_ENDINGS.contains(ending(name));
  }

  /** What is said of a file that is none of the formats that are taken. */
  public static PairProblem unsupported(Path image) {
    String ending = ending(image.getFileName().toString());
    return new PairProblem.UnsupportedFormat(
        image, ending.isEmpty() ? "no ending" : ending, Arrays.toString(ImageFileType.values()));
  }

  /** The file as a record takes it, or nothing and a problem. */
  public Optional<byte[]> read(Path image, Consumer<PairProblem> problems) {
    return original(image, problems).flatMap(bytes -> fit(image, bytes, problems));
  }

  /** The file's bytes, or nothing and a problem. */
  public Optional<byte[]> original(Path image, Consumer<PairProblem> problems) {
    try {
      long size = Files.size(image);
      if (size > largest) {
        problems.accept(new PairProblem.ImageTooLarge(image, size, largest));
        return Optional.empty();
      }
      return check(image, Files.readAllBytes(image), problems);
    } catch (IOException e) {
      problems.accept(new PairProblem.UnreadableFile(image, e.toString()));
      return Optional.empty();
    }
  }

  /**
   * The same bytes, or nothing and a problem.
   *
   * @param image what the problem names
   */
  public Optional<byte[]> check(Path image, byte[] bytes, Consumer<PairProblem> problems) {
    Optional<PairProblem> problem = problem(image, bytes);
    problem.ifPresent(problems);
    return problem.isPresent() ? Optional.empty() : Optional.of(bytes);
  }

  /**
   * The same bytes, or fewer of the same image where no record takes it; nothing and a problem
   * where it is too large and broken.
   *
   * @param image what the problem names
   * @param original as {@link #original} or {@link #check} gives it
   */
  public Optional<byte[]> fit(Path image, byte[] original, Consumer<PairProblem> problems) {
    if (original.length <= PairLimits.MAX_IMAGE_BYTES) {
      return Optional.of(original);
    }
    var limits = new ImageLimits(PairLimits.MAX_UPLOAD_BYTES, PairLimits.MAX_IMAGE_PIXELS, 1);
    try {
      RgbImage decoded = new ImageDecoder(limits).decode(original, SHRUNK_PIXELS);
      return Optional.of(SmallerFile.of(decoded, PairLimits.MAX_IMAGE_BYTES));
    } catch (UnusableImageException e) {
      problems.accept(new PairProblem.BrokenImage(image, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<PairProblem> problem(Path image, byte[] bytes) {
    Optional<ImageFileType> type = ImageFileType.of(bytes);
    if (type.isEmpty()) {
      return Optional.of(unsupported(image));
    }
    if (bytes.length > largest) {
      return Optional.of(new PairProblem.ImageTooLarge(image, bytes.length, largest));
    }
    try {
      ImageHeader header = ImageHeader.read(type.get(), bytes);
      return header.pixels() > PairLimits.MAX_IMAGE_PIXELS
          ? Optional.of(
              new PairProblem.TooManyPixels(
                  image, header.width(), header.height(), PairLimits.MAX_IMAGE_PIXELS))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(new PairProblem.BrokenImage(image, String.valueOf(e.getMessage())));
    }
  }

  private static String ending(String name) {
    return !name.contains(".")
        ? ""
        : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}

package dev.xmcgan.datasets;

import dev.xmcgan.schemas.limits.Refusal;
import java.nio.file.Path;
import java.util.Locale;

/** Why something in a data set did not become a pair. */
public sealed interface PairProblem {

  /** The file at fault. */
  Path file();

  /** One line for people. */
  String describe();

  /** What is counted together, such as {@code missing image}. */
  default String kind() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  /** A line that cannot be understood; lines count from 1. */
  record MalformedLine(Path file, int line, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s:%d: %s".formatted(file, line, detail);
    }
  }

  /**
   * A caption that no door takes.
   *
   * @param line counted from 1
   */
  record RefusedCaption(Path file, int line, Refusal refusal) implements PairProblem {
    @Override
    public String describe() {
      return "%s:%d: %s".formatted(file, line, refusal.message());
    }

    @Override
    public String kind() {
      return refusal.code().replace('_', ' ');
    }
  }

  /** A line names an image that is not there. */
  record MissingImage(Path file, int line, String image) implements PairProblem {
    @Override
    public String describe() {
      return "%s:%d: no image %s".formatted(file, line, image);
    }
  }

  /** An image without any caption. */
  record MissingCaptions(Path file, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s: no captions: %s".formatted(file, detail);
    }
  }

  /** An image file beyond the size that is taken. */
  record ImageTooLarge(Path file, long bytes, long limit) implements PairProblem {
    @Override
    public String describe() {
      return "%s: %d bytes, more than the %d taken".formatted(file, bytes, limit);
    }
  }

  /** An image of more pixels than are taken. */
  record TooManyPixels(Path file, int width, int height, long limit) implements PairProblem {
    @Override
    public String describe() {
      return "%s: %d x %d pixels, more than the %d taken".formatted(file, width, height, limit);
    }
  }

  /**
   * A file that is no image of a kind that is taken.
   *
   * @param format what its name says that it is, such as {@code heic}
   */
  record UnsupportedFormat(Path file, String format, String taken) implements PairProblem {
    @Override
    public String describe() {
      return "%s: is none of %s".formatted(file, taken);
    }

    @Override
    public String kind() {
      return "unsupported format (" + format + ")";
    }
  }

  /** An image file whose header is broken. */
  record BrokenImage(Path file, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s: is a broken image: %s".formatted(file, detail);
    }
  }

  /** A file that is there and cannot be read. */
  record UnreadableFile(Path file, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s: cannot be read: %s".formatted(file, detail);
    }
  }

  /**
   * An entry of an annotation file that cannot be used.
   *
   * @param entry what people find it by, such as {@code annotation 48}
   */
  record MalformedEntry(Path file, String entry, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s: %s %s".formatted(file, entry, detail);
    }
  }

  /** An entry that was there before; the first one counts. */
  record DuplicateEntry(Path file, String entry) implements PairProblem {
    @Override
    public String describe() {
      return "%s: %s comes again".formatted(file, entry);
    }
  }

  /** An annotated image that is in none of the folders. */
  record ImageNotFound(Path file, String image) implements PairProblem {
    @Override
    public String describe() {
      return "%s: no image file %s".formatted(file, image);
    }
  }
}

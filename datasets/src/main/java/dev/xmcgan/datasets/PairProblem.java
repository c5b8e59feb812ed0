package dev.xmcgan.datasets;

import java.nio.file.Path;

/** Why something in a data set did not become a pair. */
public sealed interface PairProblem {

  /** The file at fault. */
  Path file();

  /** One line for people. */
  String describe();

  /** A line that cannot be understood; lines count from 1. */
  record MalformedLine(Path file, int line, String detail) implements PairProblem {
    @Override
    public String describe() {
      return "%s:%d: %s".formatted(file, line, detail);
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

package dev.xmcgan.datasets.lines;

import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.schemas.limits.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file that says line by line which captions an image has. Several lines of one image belong
 * together, wherever they are; images are in the order in which they are first named. Names and
 * some tens of bytes for each line stay in memory, captions on disk.
 */
public final class CaptionList {
  private static final int OFFSET_BITS = 38; // 256 GiB, and 67 million lines

  private final Path file;
  private final CaptionFormat format;
  private final List<String> images;
  private final LongMultimap lines;
  private final String hash;

  private CaptionList(
      Path file, CaptionFormat format, List<String> images, LongMultimap lines, String hash) {
    this.file = file;
    this.format = format;
    this.images = images;
    this.lines = lines;
    this.hash = hash;
  }

  /**
   * An image and what the list says of it.
   *
   * @param name of its file, relative to the list's folder
   * @param captions one or more, as they are learned
   * @param line the first that names it, counted from 1
   */
  public record ListedImage(String name, List<String> captions, int line) {}

  /**
   * Reads the file once to learn what is where.
   *
   * @param problems hears of lines and captions that cannot be used, and once of each image of a
   *     format that is not taken
   */
  public static CaptionList read(Path file, CaptionFormat format, Consumer<PairProblem> problems)
      throws IOException {
    ContentDigest digest = new ContentDigest();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    LongMultimap.Builder lines = new LongMultimap.Builder();
    Set<String> others = new HashSet<>();
    try (TextLines text = new TextLines(digest.reading(Files.newInputStream(file)))) {
      while (text.advance()) {
        Consumer<Refusal> refused =
            why -> problems.accept(new PairProblem.RefusedCaption(file, text.number(), why));
        try {
          CaptionFormat.CaptionLine line = format.parse(text.text());
          if (LimitedImages.isOtherImage(line.image())) {
            if (others.add(line.image())) {
              problems.accept(LimitedImages.unsupported(file.resolveSibling(line.image())));
            }
          } else if (!accepted(line, refused).isEmpty()) {
            int number = numbers.computeIfAbsent(line.image(), image -> numbers.size());
            lines.put(number, ((long) text.number() << OFFSET_BITS) | text.offset());
          }
        } catch (MalformedLineException e) {
          problems.accept(new PairProblem.MalformedLine(file, text.number(), e.getMessage()));
        }
      }
    }
    return new CaptionList(
        file, format, List.copyOf(numbers.keySet()), lines.build(), digest.end());
  }

  /** Whether a file is of that form, as its first line tells. */
  public static boolean isOf(Path file, CaptionFormat format) throws IOException {
    try (TextLines text = new TextLines(Files.newInputStream(file))) {
      return text.advance() && format.matches(text.text());
    } catch (MalformedLineException e) {
      return false;
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** How many images it names. */
  public int size() {
    return images.size();
  }

  /** Of the file. */
  public String hash() {
    return hash;
  }

  /** Opens the file. */
  public Reading open() throws IOException {
    return new Reading(new LineFile(file));
  }

  /** The file, open. Not thread-safe. */
  public final class Reading implements Closeable {
    private final LineFile open;

    private Reading(LineFile open) {
      this.open = open;
    }

    /** The image with that number, from 0. */
    public ListedImage image(int number) throws IOException {
      List<String> captions = new ArrayList<>();
      for (long place : lines.values(number).toArray()) {
        captions.addAll(captions(place & ((1L << OFFSET_BITS) - 1), images.get(number)));
      }
      long first = lines.values(number).findFirst().orElseThrow();
      return new ListedImage(images.get(number), captions, (int) (first >>> OFFSET_BITS));
    }

    private List<String> captions(long offset, String image) throws IOException {
      try {
        CaptionFormat.CaptionLine line = format.parse(open.line(offset));
        if (line.image().equals(image)) {
          return accepted(line, told -> {}); // told when the list was read
        }
      } catch (MalformedLineException e) {
        // it was not malformed before
      }
      throw new IOException(file + " changed while it was read");
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }

  private static List<String> accepted(CaptionFormat.CaptionLine line, Consumer<Refusal> refused) {
    return line.captions().stream()
        .flatMap(caption -> CaptionCheck.accept(caption, refused).stream())
        .toList();
  }
}

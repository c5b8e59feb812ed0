package dev.xmcgan.transport.checkpoints;

import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code captions.txt} of a checkpoint says: a sample of the captions that it learned.
 *
 * @param seen captions that the sample was drawn from
 */
public record CaptionsFile(long seen, List<Line> lines) {
  /** Its name in a checkpoint. */
  public static final String NAME = "captions.txt";

  private static final String SEEN = "seen ";
  private static final char SEPARATOR = '\t';

  /**
   * One of them.
   *
   * @param caption empty for a pair that was erased
   * @param pair hash of the id of the pair that it was learned with; empty in files of old
   */
  public record Line(String caption, String pair) {
    private static Line of(String text) {
      int separator = text.indexOf(SEPARATOR);
      return separator < 0
          ? new Line(text, "")
          : new Line(text.substring(0, separator), text.substring(separator + 1));
    }

    private String text() {
      return pair.isEmpty() ? caption : caption + SEPARATOR + pair;
    }
  }

  /**
   * Reads the file's lines.
   *
   * @throws IllegalArgumentException when they are something else
   */
  public static CaptionsFile parse(List<String> text) {
    if (text.isEmpty() || !text.get(0).matches(SEEN + "\\d{1,18}")) {
      throw new IllegalArgumentException("does not begin with how many captions it was drawn from");
    }
    return new CaptionsFile(
        Long.parseLong(text.get(0).substring(SEEN.length())),
        text.stream().skip(1).map(Line::of).toList());
  }

  /** The file's lines. */
  public List<String> text() {
    return Stream.concat(Stream.of(SEEN + seen), lines.stream().map(Line::text)).toList();
  }
}

package dev.xmcgan.evaluation.objects;

import dev.xmcgan.evaluation.scores.SourceHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of a detector, in its order, and the words by which captions name them. A line is
 * {@code name<TAB>word, word<TAB>exception, exception}, such as {@code dog<TAB>dog, dogs<TAB>hot
 * dog, hot dogs}: what stands in an exception names nothing.
 */
public final class ObjectClasses {
  private final List<ObjectClass> classes;
  private final String hash;

  private ObjectClasses(List<ObjectClass> classes, String hash) {
    this.classes = classes;
    this.hash = hash;
  }

  /**
   * Reads the lines of a file; blank ones are passed over.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public static ObjectClasses parse(List<String> lines) {
    List<ObjectClass> classes = new ArrayList<>();
    HashSet<String> names = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] cells = lines.get(i).split("\t", -1);
      if (cells.length < 2 || cells.length > 3 || phrases(cells[1]).isEmpty()) {
        throw new IllegalArgumentException(
            "line %d: expected a name, words and perhaps exceptions, with tabs between them"
                .formatted(i + 1));
      }
      if (!names.add(cells[0].strip())) {
        throw new IllegalArgumentException(
            "line %d: class %s comes twice".formatted(i + 1, cells[0].strip()));
      }
      classes.add(
          new ObjectClass(
              cells[0].strip(),
              any(phrases(cells[1])),
              any(cells.length == 3 ? phrases(cells[2]) : List.of())));
    }
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("a list without classes");
    }
    return new ObjectClasses(List.copyOf(classes), SourceHash.of(lines));
  }

  /** The classes' names, in the detector's order. */
  public List<String> names() {
    return classes.stream().map(ObjectClass::name).toList();
  }

  /** Names the list by its content, for protocols. */
  public String hash() {
    return hash;
  }

  /** The numbers of the classes that a caption names. */
  public BitSet namedIn(String caption) {
    BitSet named = new BitSet();
    for (int i = 0; i < classes.size(); i++) {
      String left = classes.get(i).exceptions().matcher(caption).replaceAll("·");
      named.set(i, classes.get(i).words().matcher(left).find());
    }
    return named;
  }

  private static List<String> phrases(String cell) {
    return Stream.of(cell.split(",")).map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  /** Whole words, whatever their case; of no phrases nothing. */
  private static Pattern any(List<String> phrases) {
    String choice =
        phrases.stream()
            .map(phrase -> Pattern.quote(phrase).replace(" ", "\\E\\s+\\Q"))
            .collect(Collectors.joining("|"));
    String pattern =
        phrases.isEmpty() ? "(?!)" : "(?<![\\p{L}\\p{N}])(?:" + choice + ")(?![\\p{L}\\p{N}])";
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private record ObjectClass(String name, Pattern words, Pattern exceptions) {}
}

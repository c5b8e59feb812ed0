package dev.xmcgan.gateway.models;

import dev.xmcgan.transport.checkpoints.CaptionsFile;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a checkpoint was taught, by the even sample of its captions that it carries. Words alone:
 * whole captions may be somebody's.
 *
 * @param captions that it learned, the sample's and the others
 * @param words of at least two captions of the sample, in lower case, the most frequent first
 */
public record Taught(long captions, List<String> words) {
  /** More are no help to anybody who asks what it knows. */
  private static final int MOST_WORDS = 5_000;

  /** A word of one caption was hardly learned, and may be a name. */
  private static final long FEWEST_CAPTIONS = 2;

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’-]+");

  static Taught of(CaptionsFile file) {
    Map<String, Long> captions =
        file.lines().stream()
            .flatMap(line -> words(line.caption()))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    List<String> words =
        captions.entrySet().stream()
            .filter(word -> word.getValue() >= FEWEST_CAPTIONS)
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_WORDS)
            .map(Map.Entry::getKey)
            .toList();
    return new Taught(file.seen(), words);
  }

  /** Each word of a caption once. */
  private static Stream<String> words(String caption) {
    Set<String> words = new HashSet<>(List.of(NO_WORD.split(caption.toLowerCase(Locale.ROOT))));
    words.remove("");
    return words.stream();
  }
}

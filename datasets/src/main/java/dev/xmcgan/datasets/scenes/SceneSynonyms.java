package dev.xmcgan.datasets.scenes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Other words for the colours, shapes and sizes that captions of scenes name: some to train on, and
 * others that training never sees, which tell how far the text encoder's nearness carries.
 */
public final class SceneSynonyms {

  /** Which of the words. */
  public enum Words {
    /** To train on. */
    LEARNED,
    /** Kept back from training. */
    UNSEEN
  }

  /** Usual word, words to train on, words kept back. */
  private static final List<Synonyms> ALL =
      List.of(
          new Synonyms("red", List.of("crimson", "scarlet"), List.of("ruby")),
          new Synonyms("orange", List.of("tangerine"), List.of("amber")),
          new Synonyms("yellow", List.of("golden"), List.of("lemon")),
          new Synonyms("lime", List.of("green"), List.of("chartreuse")),
          new Synonyms("blue", List.of("navy", "azure"), List.of("cobalt")),
          new Synonyms("purple", List.of("violet"), List.of("plum")),
          new Synonyms("pink", List.of("rose"), List.of("salmon")),
          new Synonyms("brown", List.of("chocolate"), List.of("chestnut")),
          new Synonyms("circle", List.of("disc", "disk"), List.of("ball")),
          new Synonyms("square", List.of("box"), List.of("block")),
          new Synonyms("triangle", List.of("pyramid"), List.of("wedge")),
          new Synonyms("star", List.of("sparkle"), List.of("asterisk")),
          new Synonyms("heart", List.of("valentine"), List.of()),
          new Synonyms("cross", List.of("plus"), List.of("crucifix")),
          new Synonyms("ring", List.of("hoop"), List.of("doughnut")),
          new Synonyms("diamond", List.of("rhombus"), List.of("lozenge")),
          new Synonyms("small", List.of("tiny", "little"), List.of("miniature")),
          new Synonyms("large", List.of("big", "huge"), List.of("giant")));

  private static final Map<String, String> USUAL = usualWords();

  /** {@code a [size] colour shape}; colours of the background are in no such phrase. */
  private static final Pattern OBJECT =
      Pattern.compile(
          "\\b(?<article>[Aa])n? (?:(?<size>%s) )?(?<colour>%s) (?<shape>%s)\\b"
              .formatted(
                  anyOf(SceneSize.class), anyOf(SceneColour.class), anyOf(SceneShape.class)));

  private record Synonyms(String usual, List<String> learned, List<String> unseen) {
    List<String> of(Words words) {
      return words == Words.LEARNED ? learned : unseen;
    }
  }

  private SceneSynonyms() {}

  /**
   * A caption with other words for some of what it names.
   *
   * @param share of the words that another is taken for, where there is one
   */
  public static String said(String caption, Words words, double share, SplittableRandom random) {
    return rewritten(
        caption,
        word -> {
          List<String> others = synonyms(word).map(found -> found.of(words)).orElse(List.of());
          return !others.isEmpty() && random.nextDouble() < share
              ? others.get(random.nextInt(others.size()))
              : word;
        });
  }

  /** The caption in the usual words, as {@link SceneCaptions} has them. */
  public static String usual(String caption) {
    return rewritten(caption, word -> USUAL.getOrDefault(word, word));
  }

  private static String rewritten(String caption, UnaryOperator<String> change) {
    return OBJECT
        .matcher(caption)
        .replaceAll(found -> Matcher.quoteReplacement(object((Matcher) found, change)));
  }

  private static String object(Matcher found, UnaryOperator<String> change) {
    String words =
        Stream.of(found.group("size"), found.group("colour"), found.group("shape"))
            .filter(word -> word != null)
            .map(change)
            .collect(Collectors.joining(" "));
    String article = found.group("article");
    return ("aeiou".indexOf(words.charAt(0)) >= 0 ? article + "n " : article + " ") + words;
  }

  private static Optional<Synonyms> synonyms(String word) {
    return ALL.stream().filter(each -> each.usual.equals(word)).findFirst();
  }

  private static Map<String, String> usualWords() {
    Map<String, String> usual = new HashMap<>();
    for (Synonyms each : ALL) {
      Stream.concat(each.learned.stream(), each.unseen.stream())
          .forEach(other -> usual.put(other, each.usual));
    }
    return Map.copyOf(usual);
  }

  /** Alternatives of a pattern: the words of a kind and those for them. */
  private static <T extends Enum<T> & Attribute> String anyOf(Class<T> kind) {
    return Arrays.stream(kind.getEnumConstants())
        .map(Attribute::word)
        .flatMap(
            word ->
                Stream.concat(
                    Stream.of(word),
                    USUAL.entrySet().stream()
                        .filter(other -> other.getValue().equals(word))
                        .map(Map.Entry::getKey)))
        .collect(Collectors.joining("|"));
  }
}

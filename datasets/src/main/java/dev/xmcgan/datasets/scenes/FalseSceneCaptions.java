package dev.xmcgan.datasets.scenes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a caption false by exchanging a word: "a red circle above a blue square" becomes "a red
 * circle below a blue square" or "left of a blue square". As a negative it shows what no other
 * caption of a batch does, since two images hardly ever differ in one relation or one size alone.
 * Not in the paper.
 *
 * <p>A place has three false ones. Set against its opposite alone, it would be enough to know the
 * opposite from it, and a generator is free to draw what is above somewhere left. Three in four
 * times it is the opposite: to know which of two is above, a network must bring two places of the
 * caption together, and what few of the false captions ask for is not learned.
 *
 * <p>Where a caption says both words of a kind, "a large circle above a small square", they change
 * places: that something is large and something small is then true, and what is false is which.
 * Colours and shapes do nothing else. Without such captions a discriminator learns what is in an
 * image, but not what belongs together (Yuksekgonul et al., <em>When and why vision-language models
 * behave like bags-of-words, and what to do about it</em>, ICLR 2023).
 *
 * <p>Which word it is depends on nothing but the caption, so that its embeddings are worth keeping.
 */
public final class FalseSceneCaptions {
  private static final Map<String, Meaning> MEANINGS = new HashMap<>();
  private static final Pattern WORD;
  private static final String ATTRIBUTE = "attribute";

  static {
    kind(
        List.of("left of", "to the left of"),
        List.of("right of", "to the right of"),
        List.of("above", "over"),
        List.of("below", "under"));
    kind(List.of("left"), List.of("right"));
    kind(List.of("top"), List.of("bottom"));
    kind(List.of("upper"), List.of("lower"));
    kind(List.of("behind"), List.of("before"));
    kind(List.of("inside"), List.of("outside"));
    kind(List.of("near"), List.of("far"));
    kind(List.of("large"), List.of("small"));
    kind(List.of("big"), List.of("little"));
    kind(List.of("tall"), List.of("short"));
    kind(List.of("long"), List.of("short"));
    kind(List.of("wide"), List.of("narrow"));
    kind(List.of("old"), List.of("young"));
    kind(List.of("open"), List.of("closed"));
    kind(List.of("full"), List.of("empty"));
    kind(List.of("dark"), List.of("bright"));
    kind(List.of("day"), List.of("night"));
    kind(List.of("man"), List.of("woman"));
    kind(List.of("men"), List.of("women"));
    kind(List.of("boy"), List.of("girl"));
    attribute(
        "red orange yellow lime green turquoise blue purple pink brown grey gray black white");
    attribute("circle square triangle star heart cross ring diamond hexagon moon arrow");
    WORD =
        Pattern.compile(
            MEANINGS.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .collect(Collectors.joining("|", "\\b(", ")\\b")),
            Pattern.CASE_INSENSITIVE);
  }

  private FalseSceneCaptions() {}

  /**
   * Words that exclude each other, those of one list being the same in the same order of style; two
   * lists after one another are opposites.
   */
  @SafeVarargs
  private static void kind(List<String>... meanings) {
    List<List<String>> all = List.of(meanings);
    for (int i = 0; i < all.size(); i++) {
      List<String> meaning = all.get(i);
      List<List<String>> others = new ArrayList<>(all);
      others.remove(meaning);
      // three times as often as all else together
      others.addAll(Collections.nCopies(Math.max(0, 3 * (all.size() - 2) - 1), all.get(i ^ 1)));
      for (String word : meaning) {
        MEANINGS.putIfAbsent(
            word, new Meaning(meanings[0].get(0), meaning.indexOf(word), others, true));
      }
    }
  }

  /**
   * Words that exclude each other, but are only ever exchanged with each other: that there is
   * something of another colour in an image, other captions of a batch show well enough.
   */
  private static void attribute(String words) {
    List<List<String>> all = Stream.of(words.split(" ")).map(List::of).toList();
    for (List<String> meaning : all) {
      List<List<String>> others = new ArrayList<>(all);
      others.remove(meaning);
      MEANINGS.put(meaning.get(0), new Meaning(ATTRIBUTE, 0, others, false));
    }
  }

  /** The caption with a word exchanged, or two; none where no word of it can be. */
  public static Optional<String> of(String caption) {
    List<Place> places = places(caption);
    Map<String, List<Place>> byKind =
        places.stream()
            .filter(place -> place.meaning().exchangeable() || !unlike(place, places).isEmpty())
            .collect(
                Collectors.groupingBy(
                    place -> place.meaning().kind(), TreeMap::new, Collectors.toList()));
    if (byKind.isEmpty()) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(caption.hashCode());
    // the kind first: there are more sizes and attributes than others
    Place place = chosen(chosen(List.copyOf(byKind.values()), random), random);
    List<Place> unlike = unlike(place, places);
    if (!unlike.isEmpty()) {
      return Optional.of(inEachOthersPlace(caption, place, chosen(unlike, random)));
    }
    List<String> other = chosen(place.meaning().others(), random);
    String word = other.get(Math.min(place.meaning().style(), other.size() - 1));
    return Optional.of(place.exchanged(caption, word));
  }

  private static List<Place> places(String caption) {
    return WORD.matcher(caption)
        .results()
        .map(
            word ->
                new Place(
                    word.start(),
                    word.end(),
                    word.group(),
                    MEANINGS.get(word.group().toLowerCase(Locale.ROOT))))
        .toList();
  }

  private static List<Place> unlike(Place place, List<Place> places) {
    return places.stream().filter(one -> place.meaning().excludes(one.word())).toList();
  }

  private static String inEachOthersPlace(String caption, Place one, Place other) {
    return one.start() > other.start()
        ? other.exchanged(one.exchanged(caption, other.word()), one.word())
        : one.exchanged(other.exchanged(caption, one.word()), other.word());
  }

  private static <T> T chosen(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * What a word says.
   *
   * @param kind the same for words that exclude each other, and for all attributes
   * @param style which of the words for it
   * @param others what it excludes
   * @param exchangeable whether for any of these, not only for one that the caption has too
   */
  private record Meaning(String kind, int style, List<List<String>> others, boolean exchangeable) {
    boolean excludes(String word) {
      return others.stream().anyMatch(words -> words.contains(word.toLowerCase(Locale.ROOT)));
    }
  }

  /** A word of the caption. */
  private record Place(int start, int end, String word, Meaning meaning) {
    String exchanged(String caption, String by) {
      return caption.substring(0, start) + by + caption.substring(end);
    }
  }
}

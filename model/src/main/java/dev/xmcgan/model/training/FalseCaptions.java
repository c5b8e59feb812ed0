package dev.xmcgan.model.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a caption false by exchanging one word for its opposite: "a red circle above a blue square"
 * becomes "a red circle below a blue square". As a negative it shows what no other caption of a
 * batch does, since two images hardly ever differ in one relation or one size alone (Yuksekgonul et
 * al., <em>When and why vision-language models behave like bags-of-words, and what to do about
 * it</em>, ICLR 2023, make theirs by exchanging words of one caption). Not in the paper.
 *
 * <p>Which word it is depends on nothing but the caption, so that its embeddings are worth keeping.
 */
final class FalseCaptions {
  private static final Map<String, String> OPPOSITES = new HashMap<>();
  private static final Pattern WORD;

  static {
    opposites("left", "right");
    opposites("above", "below");
    opposites("over", "under");
    opposites("top", "bottom");
    opposites("upper", "lower");
    opposites("behind", "before");
    opposites("inside", "outside");
    opposites("near", "far");
    opposites("large", "small");
    opposites("big", "little");
    opposites("tall", "short");
    opposites("long", "short");
    opposites("wide", "narrow");
    opposites("old", "young");
    opposites("open", "closed");
    opposites("full", "empty");
    opposites("black", "white");
    opposites("dark", "bright");
    opposites("day", "night");
    opposites("man", "woman");
    opposites("men", "women");
    opposites("boy", "girl");
    WORD =
        Pattern.compile(
            "\\b(" + String.join("|", OPPOSITES.keySet()) + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  private FalseCaptions() {}

  private static void opposites(String one, String other) {
    OPPOSITES.putIfAbsent(one, other);
    OPPOSITES.putIfAbsent(other, one);
  }

  /** The caption with a word exchanged; none where no word of it has an opposite. */
  static Optional<String> of(String caption) {
    Map<String, List<Place>> byKind = new TreeMap<>();
    Matcher matcher = WORD.matcher(caption);
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      String opposite = OPPOSITES.get(word);
      String kind = word.compareTo(opposite) < 0 ? word : opposite;
      byKind
          .computeIfAbsent(kind, unused -> new ArrayList<>())
          .add(new Place(matcher.start(), matcher.end(), opposite));
    }
    if (byKind.isEmpty()) {
      return Optional.empty();
    }
    // the kind first: else sizes, of which there are two, would leave relations little
    SplittableRandom random = new SplittableRandom(caption.hashCode());
    List<Place> kind = chosen(List.copyOf(byKind.values()), random);
    Place place = chosen(kind, random);
    return Optional.of(
        caption.substring(0, place.start()) + place.word() + caption.substring(place.end()));
  }

  private static <T> T chosen(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A word of the caption and what would stand there instead. */
  private record Place(int start, int end, String word) {}
}

package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the captions of drawn scenes: {@code [a size] colour shape}, a relation between two of
 * them, the background's word anywhere. Other words are passed over.
 */
public final class CaptionReader {

  private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]+");

  /** In {@code …, and above it there is …} the second object's place is told. */
  private static final String BACKWARD = "it";

  private final Vocabulary vocabulary;

  public CaptionReader(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * What the caption says.
   *
   * @throws IllegalArgumentException quoting the caption when it names no object, more than two or
   *     two of one colour
   */
  public CaptionClaims read(String caption) {
    List<String> words =
        NO_LETTERS
            .splitAsStream(caption.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .toList();
    List<ObjectClaim> objects = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (vocabulary.colours().contains(words.get(i))
          && vocabulary.shapes().contains(words.get(i + 1))) {
        objects.add(new ObjectClaim(words.get(i), words.get(i + 1), size(words, i)));
        places.add(i);
      }
    }
    Optional<Direction> relation =
        places.size() == 2
            ? relation(words.subList(places.get(0) + 2, places.get(1)))
            : Optional.empty();
    Optional<String> background =
        words.stream().filter(vocabulary.backgrounds()::contains).findFirst();
    try {
      return new CaptionClaims(background, objects, relation);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no caption of a scene: " + caption, e);
    }
  }

  private Optional<String> size(List<String> words, int colour) {
    return colour > 0 && vocabulary.sizes().contains(words.get(colour - 1))
        ? Optional.of(words.get(colour - 1))
        : Optional.empty();
  }

  private static Optional<Direction> relation(List<String> between) {
    for (String word : between) {
      Optional<Direction> direction = direction(word);
      if (direction.isPresent()) {
        return between.contains(BACKWARD) ? direction.map(Direction::reversed) : direction;
      }
    }
    return Optional.empty();
  }

  private static Optional<Direction> direction(String word) {
    return switch (word) {
      case "left" -> Optional.of(Direction.LEFT_OF);
      case "right" -> Optional.of(Direction.RIGHT_OF);
      case "above", "over" -> Optional.of(Direction.ABOVE);
      case "below", "under" -> Optional.of(Direction.BELOW);
      default -> Optional.empty();
    };
  }
}

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
    List<Phrase> phrases = phrases(words);
    Optional<Direction> relation =
        phrases.size() == 2
            ? relation(words.subList(phrases.get(0).to(), phrases.get(1).from()))
            : Optional.empty();
    Optional<String> background =
        words.stream().filter(vocabulary.backgrounds()::contains).findFirst();
    try {
      List<ObjectClaim> objects = phrases.stream().map(Phrase::claim).toList();
      return new CaptionClaims(background, objects, relation);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no caption of a scene: " + caption, e);
    }
  }

  /** The objects named in words, which are in lower case, in their order. */
  public List<Phrase> phrases(List<String> words) {
    List<Phrase> phrases = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (vocabulary.colours().contains(words.get(i))
          && vocabulary.shapes().contains(words.get(i + 1))) {
        Optional<String> size = size(words, i);
        int from = size.isPresent() ? i - 1 : i;
        phrases.add(new Phrase(from, i + 2, new ObjectClaim(words.get(i), words.get(i + 1), size)));
      }
    }
    return phrases;
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

  /** The words that name an object: from one, to before another. */
  public record Phrase(int from, int to, ObjectClaim claim) {}
}

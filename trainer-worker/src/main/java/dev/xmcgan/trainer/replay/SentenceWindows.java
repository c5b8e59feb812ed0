package dev.xmcgan.trainer.replay;

import dev.xmcgan.schemas.CaptionWindows;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Splits captions that are longer than the model reads, so that all of a narrative is learned and
 * not its beginning alone: one window begins with each sentence and holds as many of the next as
 * are read together; a sentence that is too long by itself is split between words. Thread-safe.
 */
public final class SentenceWindows {
  private final Predicate<String> readWhole;

  /**
   * @param readWhole whether the model reads a caption to its end
   */
  public SentenceWindows(Predicate<String> readWhole) {
    this.readWhole = readWhole;
  }

  /**
   * What training is to learn of a pair.
   *
   * @param captions one or more
   * @param cut how many of them the model does not read to the end
   */
  public record Learnable(List<String> captions, int cut) {}

  /** The captions of a pair, split if its metadata ask for it ({@link CaptionWindows}). */
  public Learnable of(List<String> captions, Map<String, String> metadata) {
    Set<String> learnable = new LinkedHashSet<>();
    int cut = 0;
    for (String caption : captions) {
      if (readWhole.test(caption)) {
        learnable.add(caption);
      } else if (CaptionWindows.isAskedFor(metadata)) {
        learnable.addAll(windows(caption));
      } else {
        learnable.add(caption);
        cut++;
      }
    }
    return new Learnable(List.copyOf(learnable), cut);
  }

  private List<String> windows(String caption) {
    List<String> parts = new ArrayList<>();
    for (String sentence : pieces(caption, BreakIterator.getSentenceInstance(Locale.ROOT))) {
      parts.addAll(readWhole.test(sentence) ? List.of(sentence) : ofWords(sentence));
    }
    List<String> windows = new ArrayList<>();
    for (int first = 0; first < parts.size(); first++) {
      int end = first + 1;
      while (end < parts.size() && readWhole.test(joined(parts, first, end + 1))) {
        end++;
      }
      windows.add(joined(parts, first, end));
      if (end == parts.size()) {
        break;
      }
    }
    return windows;
  }

  /** Neighbouring parts of a sentence; a word that alone is too long stays one. */
  private List<String> ofWords(String sentence) {
    String[] words = sentence.split(" ");
    List<String> parts = new ArrayList<>();
    String part = "";
    for (String word : words) {
      String longer = part.isEmpty() ? word : part + " " + word;
      if (!part.isEmpty() && !readWhole.test(longer)) {
        parts.add(part);
        part = word;
      } else {
        part = longer;
      }
    }
    parts.add(part);
    return parts;
  }

  private static List<String> pieces(String text, BreakIterator breaks) {
    List<String> pieces = new ArrayList<>();
    breaks.setText(text);
    for (int from = breaks.first(), to = breaks.next();
        to != BreakIterator.DONE;
        from = to, to = breaks.next()) {
      String piece = text.substring(from, to).strip();
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private static String joined(List<String> parts, int from, int to) {
    return String.join(" ", parts.subList(from, to));
  }
}

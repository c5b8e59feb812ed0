package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.limits.PairLimits.MAX_CAPTIONS;
import static dev.xmcgan.schemas.limits.PairLimits.MAX_CAPTION_LENGTH;

import dev.xmcgan.schemas.limits.RequestLimits;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;

/** Brings captions into one form, so that equal captions are equal strings. */
final class Captions {
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private Captions() {}

  /**
   * The captions worth keeping.
   *
   * @param kept normalised, in their order, without blanks, duplicates and too long ones
   * @param tooLong how many were too long
   */
  record Normalised(List<String> kept, int tooLong) {}

  /** Normalises all captions of a pair. */
  static Normalised normalise(List<String> captions) {
    var kept = new LinkedHashSet<String>();
    int tooLong = 0;
    for (String raw : captions) {
      String caption = normalise(raw);
      if (RequestLimits.length(caption) > MAX_CAPTION_LENGTH) {
        tooLong++;
      } else if (!caption.isEmpty() && kept.size() < MAX_CAPTIONS) {
        kept.add(caption);
      }
    }
    return new Normalised(List.copyOf(kept), tooLong);
  }

  /** One caption in NFC, control characters out, runs of white space as one blank, trimmed. */
  static String normalise(String caption) {
    var clean = new StringBuilder();
    boolean gap = false;
    for (int at = 0; at < caption.length(); ) {
      int character = caption.codePointAt(at);
      at += Character.charCount(character);
      if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
        gap = true;
      } else if (!isNoise(character)) {
        if (gap && !clean.isEmpty()) {
          clean.append(' ');
        }
        gap = false;
        clean.appendCodePoint(character);
      }
    }
    return Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  private static boolean isNoise(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.SURROGATE // a lone half
        || character == BYTE_ORDER_MARK;
  }
}

package dev.xmcgan.schemas.limits;

import static dev.xmcgan.schemas.RejectionReason.CAPTION_NOT_UTF8;
import static dev.xmcgan.schemas.RejectionReason.CAPTION_TOO_LONG;
import static dev.xmcgan.schemas.RejectionReason.NO_CAPTION;

import dev.xmcgan.schemas.RejectionReason;
import java.text.Normalizer;

/**
 * What a caption is, for a request and a pair alike and at every door: text that a person can see,
 * brought into one form, so that equal captions are equal strings.
 *
 * <ul>
 *   <li>What was not UTF-8 (U+FFFD, half a surrogate pair) is refused: its words are lost.
 *   <li>White space of any kind is one blank, and none at the ends.
 *   <li>Control characters, bidirectional embeddings, overrides and isolates, and all other format
 *       characters are taken out, except those that spell words and emoji: the joiner and
 *       non-joiner, tags, and Arabic number signs, which are seen.
 *   <li>The rest is in Unicode's composed form (NFC). HTML's tags and entities are left alone.
 *   <li>A caption without a letter, digit, punctuation mark or symbol is none.
 *   <li>Its length is counted in code points, in this form.
 * </ul>
 */
public final class CaptionRules {
  private static final int REPLACEMENT = 0xfffd;
  private static final int NEXT_LINE = 0x85;
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  /** Code points that may at most become one in the composed form. */
  private static final int MOST_COMPOSED = 4;

  private CaptionRules() {}

  /** The caption in its one form, or why it is refused. */
  public static CheckedCaption check(String raw) {
    if (raw.codePoints().anyMatch(CaptionRules::isLost)) {
      return refused(CAPTION_NOT_UTF8, "the caption is not UTF-8");
    }
    StringBuilder clean = cleaned(raw);
    if (clean.codePoints().noneMatch(CaptionRules::isSeen)) {
      return refused(NO_CAPTION, "the caption must not be empty: nothing of it can be seen");
    }
    int length = clean.codePointCount(0, clean.length());
    // composing takes its time for what is far too long anyway
    String text =
        length > MOST_COMPOSED * RequestLimits.MAX_CAPTION_LENGTH
            ? clean.toString()
            : Normalizer.normalize(clean, Normalizer.Form.NFC);
    length = RequestLimits.length(text);
    return length > RequestLimits.MAX_CAPTION_LENGTH
        ? refused(
            CAPTION_TOO_LONG,
            "the caption has %d characters, at most %d are taken"
                .formatted(length, RequestLimits.MAX_CAPTION_LENGTH))
        : new CheckedCaption.Usable(text);
  }

  private static CheckedCaption refused(RejectionReason reason, String message) {
    return new CheckedCaption.Refused(new Refusal("caption", reason, message));
  }

  private static StringBuilder cleaned(String raw) {
    var clean = new StringBuilder(raw.length());
    raw.codePoints()
        .filter(character -> isSpace(character) || !isTakenOut(character))
        .forEach(
            character -> {
              if (!isSpace(character)) {
                clean.appendCodePoint(character);
              } else if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                clean.append(' ');
              }
            });
    if (!clean.isEmpty() && clean.charAt(clean.length() - 1) == ' ') {
      clean.setLength(clean.length() - 1);
    }
    return clean;
  }

  private static boolean isLost(int character) {
    return character == REPLACEMENT || Character.getType(character) == Character.SURROGATE;
  }

  private static boolean isSpace(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == NEXT_LINE;
  }

  private static boolean isTakenOut(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> true;
      case Character.UNASSIGNED -> isNoCharacter(character);
      case Character.FORMAT ->
          character != JOINER
              && character != NON_JOINER
              && !isTag(character)
              && !isArabicSign(character);
      default -> false;
    };
  }

  private static boolean isTag(int character) {
    return character >= 0xe0020 && character <= 0xe007f;
  }

  private static boolean isArabicSign(int character) {
    return (character >= 0x600 && character <= 0x605)
        || character == 0x6dd
        || character == 0x890
        || character == 0x891
        || character == 0x8e2;
  }

  private static boolean isSeen(int character) {
    return switch (Character.getType(character)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          !isHangulFiller(character);
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      case Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.CONNECTOR_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION ->
          true;
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          character != 0x2800 && character != 0xfffc; // empty Braille, stand-in for an object
      // of a Unicode newer than the JDK's: most likely an emoji
      case Character.UNASSIGNED -> character < 0xe0000;
      default -> false;
    };
  }

  private static boolean isNoCharacter(int character) {
    return (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
  }

  private static boolean isHangulFiller(int character) {
    return character == 0x115f || character == 0x1160 || character == 0x3164 || character == 0xffa0;
  }
}

package dev.xmcgan.datasets.scenes;

import java.util.Arrays;
import java.util.Locale;

/** A property of a scene with one word for it, the one used in captions and ground truth. */
public interface Attribute {

  /** The constant's name. */
  String name();

  /** True for what appears only once the data set has drifted. */
  default boolean isDrifted() {
    return false;
  }

  /** The word for it, in lower case. */
  default String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The constant of that word.
   *
   * @throws IllegalArgumentException naming the word and the type when there is none
   */
  static <T extends Enum<T> & Attribute> T of(Class<T> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("no " + type.getSimpleName() + " is called " + word));
  }
}

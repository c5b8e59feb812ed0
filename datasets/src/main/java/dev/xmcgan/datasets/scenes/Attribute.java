package dev.xmcgan.datasets.scenes;

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
}

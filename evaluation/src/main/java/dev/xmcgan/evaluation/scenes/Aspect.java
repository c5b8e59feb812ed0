package dev.xmcgan.evaluation.scenes;

import java.util.Locale;

/** What can be right or wrong about an image. */
public enum Aspect {
  /** The background is the one named. */
  BACKGROUND,
  /** There are as many objects as named. */
  COUNT,
  /** There is an object of a named colour. */
  COLOUR,
  /** The object of a named colour has the named size. */
  SIZE,
  /** The object of a named colour has the named shape. */
  SHAPE,
  /** The objects of both named colours are there and stand as told. */
  RELATION,
  /** All of the above that the caption says are right. */
  EVERYTHING;

  /** The name in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.xmcgan.datasets.scenes;

import java.util.Set;

/**
 * From a given scene on, new things appear.
 *
 * @param from index of the first scene that may show them
 * @param novelties what is new; nothing when the data set does not drift
 */
public record Drift(long from, Set<Novelty> novelties) {

  /** What can become richer. */
  public enum Novelty implements Attribute {
    SHAPES,
    COLOURS,
    BACKGROUNDS
  }

  public Drift {
    novelties = Set.copyOf(novelties);
    if (from < 0) {
      throw new IllegalArgumentException("drift starts at an index of 0 or more, not " + from);
    }
  }

  /** The data set stays as it is. */
  public static Drift none() {
    return new Drift(0, Set.of());
  }

  /** New shapes, colours and backgrounds from that scene on. */
  public static Drift everythingFrom(long index) {
    return new Drift(index, Set.of(Novelty.values()));
  }

  boolean shows(Novelty novelty, long index) {
    return index >= from && novelties.contains(novelty);
  }

  boolean changes(long index) {
    return index >= from && !novelties.isEmpty();
  }
}

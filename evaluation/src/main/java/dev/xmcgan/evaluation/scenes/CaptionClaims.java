package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Direction;
import java.util.List;
import java.util.Optional;

/**
 * What a caption says of its image; what it leaves open is absent.
 *
 * @param background its word
 * @param objects one or two, of different colours, in the caption's order
 * @param relation where the first is, seen from the second
 */
public record CaptionClaims(
    Optional<String> background, List<ObjectClaim> objects, Optional<Direction> relation) {

  public CaptionClaims {
    objects = List.copyOf(objects);
    if (objects.isEmpty() || objects.size() > 2) {
      throw new IllegalArgumentException("a caption names 1 or 2 objects, not " + objects.size());
    }
    if (objects.size() == 2 && objects.get(0).colour().equals(objects.get(1).colour())) {
      throw new IllegalArgumentException("a caption names two objects that are both " + objects);
    }
    if (relation.isPresent() && objects.size() < 2) {
      throw new IllegalArgumentException("a relation of one object: " + objects);
    }
  }

  /** An object as a caption names it. */
  public record ObjectClaim(String colour, String shape, Optional<String> size) {}
}

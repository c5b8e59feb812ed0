package dev.xmcgan.datasets.scenes;

import java.util.List;
import java.util.Optional;

/**
 * All there is to know of one image before it is drawn.
 *
 * @param objects one or two, of different colours
 * @param detail seed of what the scene does not say: jitter, texture, the choice of words
 */
public record Scene(Background background, List<SceneObject> objects, long detail) {

  public Scene {
    objects = List.copyOf(objects);
    if (objects.isEmpty() || objects.size() > 2) {
      throw new IllegalArgumentException("a scene has 1 or 2 objects, not " + objects.size());
    }
    if (objects.size() == 2 && objects.get(0).colour() == objects.get(1).colour()) {
      throw new IllegalArgumentException("two objects of a scene have different colours");
    }
  }

  /** Where the first object is, seen from the second, when there are two. */
  public Optional<Relation> relation() {
    return objects.size() == 2
        ? Optional.of(Relation.between(objects.get(0), objects.get(1)))
        : Optional.empty();
  }
}

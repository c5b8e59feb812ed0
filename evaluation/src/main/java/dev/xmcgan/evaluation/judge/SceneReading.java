package dev.xmcgan.evaluation.judge;

import java.util.List;
import java.util.Optional;

/**
 * What a judge sees on an image.
 *
 * @param objects the surest first
 */
public record SceneReading(WordProbabilities background, List<SeenObject> objects) {

  public SceneReading {
    objects = List.copyOf(objects);
  }

  /** The surest object of that colour. */
  public Optional<SeenObject> ofColour(String colour) {
    return objects.stream().filter(object -> object.colour().best().equals(colour)).findFirst();
  }
}

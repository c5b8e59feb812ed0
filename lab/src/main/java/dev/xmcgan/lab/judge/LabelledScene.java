package dev.xmcgan.lab.judge;

import dev.xmcgan.images.RgbImage;
import java.util.List;

/**
 * An image with all there is to see on it, to train a judge on or to measure it by.
 *
 * @param background its word
 * @param objects in any order
 */
public record LabelledScene(RgbImage image, String background, List<Placed> objects) {

  public LabelledScene {
    objects = List.copyOf(objects);
  }

  /**
   * An object.
   *
   * @param x centre from the left, in pixels of a 64-pixel image
   * @param y centre from the top, likewise
   */
  public record Placed(String colour, String shape, String size, double x, double y) {}
}

package dev.xmcgan.lab.bench;

import dev.xmcgan.model.generation.GeneratedImage;
import java.util.List;

/**
 * How far images are from others of the same size, over all that were compared, in 8-bit levels.
 */
public final class ImageDifference {
  private long values;
  private long differing;
  private long sum;
  private int largest;

  /**
   * Compares images one by one.
   *
   * @param references as many, of the same sizes
   * @throws IllegalArgumentException when they are not, or when one has NaN or infinite values
   */
  public void add(List<GeneratedImage> images, List<GeneratedImage> references) {
    if (images.size() != references.size()) {
      throw new IllegalArgumentException(
          images.size() + " images cannot be compared with " + references.size());
    }
    for (int i = 0; i < images.size(); i++) {
      add(images.get(i), references.get(i));
    }
  }

  private void add(GeneratedImage image, GeneratedImage reference) {
    if (image.size() != reference.size()) {
      throw new IllegalArgumentException(
          "an image of %d pixels cannot be compared with one of %d"
              .formatted(image.size(), reference.size()));
    }
    if (!image.finite() || !reference.finite()) {
      throw new IllegalArgumentException("an image has values that are NaN or infinite");
    }
    for (int i = 0; i < image.rgb().length; i++) {
      int distance = Math.abs((image.rgb()[i] & 0xFF) - (reference.rgb()[i] & 0xFF));
      values++;
      differing += distance > 0 ? 1 : 0;
      sum += distance;
      largest = Math.max(largest, distance);
    }
  }

  /** Mean absolute difference; NaN when nothing was compared. */
  public double mean() {
    return (double) sum / values;
  }

  /** The largest difference. */
  public int largest() {
    return largest;
  }

  /** Share of values that differ at all; NaN when nothing was compared. */
  public double differing() {
    return (double) differing / values;
  }
}

package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What curation asks of a pair.
 *
 * @param imageSize edge of a curated image in pixels, the largest that a model needs
 * @param limits what an image file may cost
 * @param blank what is a picture of nothing
 * @param heldOutShare share of images, 0 to 1, kept from training to judge it
 */
public record CurationRules(
    int imageSize, ImageLimits limits, BlankImageRule blank, double heldOutShare) {
  public CurationRules {
    if (imageSize < 1) {
      throw new IllegalArgumentException("image size must be positive: " + imageSize);
    }
    if (!(heldOutShare >= 0 && heldOutShare <= 1)) {
      throw new IllegalArgumentException("held-out share must be in 0 to 1: " + heldOutShare);
    }
  }

  /**
   * Edge of curated images in pixels: large enough for every model that learns from them.
   *
   * @param configured by key, for all channels alike
   * @param own edge of the images of this trainer's model
   * @param others the same of what other channels serve, as far as there is any
   * @throws IllegalArgumentException when what is configured is too small for this trainer's model
   */
  public static int imageSize(OptionalInt configured, int own, Collection<Integer> others) {
    if (configured.isEmpty()) {
      return IntStream.concat(IntStream.of(own), others.stream().mapToInt(Integer::intValue))
          .max()
          .orElseThrow();
    }
    if (configured.getAsInt() < own) {
      throw new IllegalArgumentException(
          "xmcgan.trainer.image-size must be at least %d, the edge of this channel's model, but is %d"
              .formatted(own, configured.getAsInt()));
    }
    return configured.getAsInt();
  }
}

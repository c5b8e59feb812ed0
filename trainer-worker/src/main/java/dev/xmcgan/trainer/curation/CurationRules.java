package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;

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
}

package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.ImageLimits;
import java.time.Duration;

/**
 * What curation asks of a pair.
 *
 * @param imageSize edge of a curated image in pixels: the model's
 * @param limits what an image file may cost
 * @param heldOutShare share of pairs, 0 to 1, kept from training to judge it
 * @param dedupWindow how long a content is remembered
 */
public record CurationRules(
    int imageSize, ImageLimits limits, double heldOutShare, Duration dedupWindow) {
  public CurationRules {
    if (imageSize < 1) {
      throw new IllegalArgumentException("image size must be positive: " + imageSize);
    }
    if (!(heldOutShare >= 0 && heldOutShare <= 1)) {
      throw new IllegalArgumentException("held-out share must be in 0 to 1: " + heldOutShare);
    }
    if (dedupWindow.isZero() || dedupWindow.isNegative()) {
      throw new IllegalArgumentException("dedup window must be positive: " + dedupWindow);
    }
  }
}

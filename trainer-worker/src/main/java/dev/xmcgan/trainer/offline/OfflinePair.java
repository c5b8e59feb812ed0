package dev.xmcgan.trainer.offline;

import dev.xmcgan.images.RgbImage;
import java.util.List;

/**
 * A curated pair.
 *
 * @param captions one or more
 * @param image of the model's size
 * @param heldOut whether it is kept from training to judge by
 */
public record OfflinePair(String id, List<String> captions, RgbImage image, boolean heldOut) {
  public OfflinePair {
    captions = List.copyOf(captions);
    if (captions.isEmpty()) {
      throw new IllegalArgumentException("pair " + id + " has no caption");
    }
  }
}

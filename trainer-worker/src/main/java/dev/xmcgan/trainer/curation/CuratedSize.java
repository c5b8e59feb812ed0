package dev.xmcgan.trainer.curation;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How large images are kept: large enough for every model that learns from them. */
public final class CuratedSize {
  private CuratedSize() {}

  /**
   * Edge of curated images in pixels.
   *
   * @param configured by key, for all channels alike
   * @param own edge of the images of this trainer's model
   * @param others the same of what other channels serve, as far as there is any
   * @throws IllegalArgumentException when what is configured is too small for this trainer's model
   */
  public static int of(OptionalInt configured, int own, Collection<Integer> others) {
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

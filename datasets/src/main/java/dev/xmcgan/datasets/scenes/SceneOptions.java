package dev.xmcgan.datasets.scenes;

import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;

/**
 * Which scenes to give, and how.
 *
 * @param seed another seed, another data set
 * @param first index of the first scene
 * @param count how many; {@link #ENDLESS} for a stream that never ends
 * @param imageSize edge of the images in pixels, a power of two
 * @param narrated a long caption of two sentences beside the others
 */
public record SceneOptions(
    long seed, long first, long count, Split split, int imageSize, boolean narrated, Drift drift) {

  /** A count that is never reached. */
  public static final long ENDLESS = Long.MAX_VALUE;

  public SceneOptions {
    if (first < 0) {
      throw new IllegalArgumentException("first scene must be 0 or more, is " + first);
    }
    if (count < 0) {
      throw new IllegalArgumentException("count of scenes must be 0 or more, is " + count);
    }
  }

  /** Training scenes of 64 pixels from index 0, without drift. */
  public static SceneOptions training(long seed, long count) {
    return new SceneOptions(
        seed, 0, count, Split.TRAIN, SceneRenderer.REFERENCE_SIZE, false, Drift.none());
  }

  public SceneOptions withFirst(long index) {
    return new SceneOptions(seed, index, count, split, imageSize, narrated, drift);
  }

  public SceneOptions withSplit(Split other) {
    return new SceneOptions(seed, first, count, other, imageSize, narrated, drift);
  }

  public SceneOptions withImageSize(int size) {
    return new SceneOptions(seed, first, count, split, size, narrated, drift);
  }

  public SceneOptions withNarrated(boolean wanted) {
    return new SceneOptions(seed, first, count, split, imageSize, wanted, drift);
  }

  public SceneOptions withDrift(Drift other) {
    return new SceneOptions(seed, first, count, split, imageSize, narrated, other);
  }
}

package dev.xmcgan.model.training;

import dev.xmcgan.model.losses.LossWeights;
import java.util.OptionalLong;

/**
 * An image with one of its captions: a real one, or one that a generator drew and that shall go on
 * being drawn.
 *
 * @param rgb S·S·3 bytes, row by row, red, green and blue of each pixel; not copied
 * @param caption one caption; which of several is the caller's choice at each draw
 * @param seed of the noise that a generator drew the image from, see {@link
 *     dev.xmcgan.model.generation.Seeds#noise}; empty for real images. In training the caption is
 *     then drawn from the same noise, and {@link LossWeights#distillation} weighs the difference
 * @param repeated whether it is one of few that training shows over and over, see {@link
 *     dev.xmcgan.model.augmentation.Augmentation#onlyRepeated}
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image at every draw would be waste
public record TrainingExample(byte[] rgb, String caption, OptionalLong seed, boolean repeated) {
  private static final int COLOURS = 3;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when image or caption is missing
   */
  public TrainingExample {
    if (rgb == null || rgb.length == 0) {
      throw new IllegalArgumentException("a training example needs an image");
    }
    if (caption == null || caption.isBlank()) {
      throw new IllegalArgumentException("a training example needs a caption");
    }
  }

  /** The mirror image, left and right exchanged; one that a generator drew stays as it is. */
  TrainingExample mirrored() {
    if (seed.isPresent()) {
      return this;
    }
    int pixels = rgb.length / COLOURS;
    int edge = (int) Math.round(Math.sqrt(pixels));
    byte[] mirror = new byte[rgb.length];
    for (int i = 0; i < pixels; i++) {
      int other = i - i % edge + edge - 1 - i % edge;
      System.arraycopy(rgb, COLOURS * i, mirror, COLOURS * other, COLOURS);
    }
    return new TrainingExample(mirror, caption, seed, repeated);
  }

  /** A real image. */
  public TrainingExample(byte[] rgb, String caption) {
    this(rgb, caption, OptionalLong.empty(), false);
  }

  /** An image that a generator drew from a seed, or a real one. */
  public TrainingExample(byte[] rgb, String caption, OptionalLong seed) {
    this(rgb, caption, seed, false);
  }
}

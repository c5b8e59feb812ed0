package dev.xmcgan.model.training;

import dev.xmcgan.model.losses.LossWeights;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image with one of its captions: a real one, or one that a generator drew and that shall go on
 * being drawn.
 *
 * @param rgb S·S·3 bytes, row by row, red, green and blue of each pixel; not copied
 * @param caption one caption; which of several is the caller's choice at each draw
 * @param seed of the noise that the caption is drawn from in training, see {@link
 *     dev.xmcgan.model.generation.Seeds#noise}; empty for any noise
 * @param drawn whether a generator drew the image from that noise: {@link LossWeights#distillation}
 *     weighs the difference. A real image beside a seed is one that this noise shall draw: {@link
 *     LossWeights#assignment} weighs it
 * @param full a caption that says more of the image: the discriminator reads it in the place of the
 *     one that is drawn, so that the noise has to make up for what that leaves open; empty for the
 *     same one
 * @param repeated whether it is one of few that training shows over and over, see {@link
 *     dev.xmcgan.model.augmentation.Augmentation#onlyRepeated}
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image at every draw would be waste
public record TrainingExample(
    byte[] rgb,
    String caption,
    OptionalLong seed,
    boolean drawn,
    Optional<String> full,
    boolean repeated) {
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
    if (caption == null || caption.isBlank() || full.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("a training example needs a caption");
    }
    if (drawn && seed.isEmpty()) {
      throw new IllegalArgumentException("what a generator drew has the seed of its noise");
    }
  }

  /** The mirror image, left and right exchanged; one of a known noise stays as it is. */
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
    return new TrainingExample(mirror, caption, seed, drawn, full, repeated);
  }

  /** What the discriminator reads beside the image. */
  String judgedBy() {
    return full.orElse(caption);
  }

  /** Judged by the caption that is drawn. */
  public TrainingExample(
      byte[] rgb, String caption, OptionalLong seed, boolean drawn, boolean repeated) {
    this(rgb, caption, seed, drawn, Optional.empty(), repeated);
  }

  /** A real image. */
  public TrainingExample(byte[] rgb, String caption) {
    this(rgb, caption, OptionalLong.empty(), false, false);
  }

  /** An image that a generator drew from a seed, or a real one. */
  public TrainingExample(byte[] rgb, String caption, OptionalLong seed) {
    this(rgb, caption, seed, seed.isPresent(), false);
  }

  /**
   * A real image, and the seed of the noise that it shall be drawn from.
   *
   * @param judgedBy the caption that the discriminator reads
   */
  public static TrainingExample assigned(byte[] rgb, String caption, String judgedBy, long seed) {
    Optional<String> full = caption.equals(judgedBy) ? Optional.empty() : Optional.of(judgedBy);
    return new TrainingExample(rgb, caption, OptionalLong.of(seed), false, full, false);
  }
}

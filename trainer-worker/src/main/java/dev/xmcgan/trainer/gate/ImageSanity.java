package dev.xmcgan.trainer.gate;

import dev.xmcgan.model.generation.GeneratedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds images that show nothing: values that are not finite, a single colour, saturated, or all
 * the same.
 */
final class ImageSanity {
  /** An image whose colour values all lie this close together shows nothing. */
  private static final int SMALLEST_RANGE = 2;

  /** An image with a larger share of values at either end of the scale is saturated. */
  private static final double SATURATED = 0.95;

  /** Few images may be odd; more than this share of them may not. */
  private static final double ODD_IMAGES = 0.25;

  private ImageSanity() {}

  /**
   * What is wrong with images of different captions and seeds; empty when nothing is.
   *
   * @param images two or more
   */
  static Optional<String> problem(List<GeneratedImage> images) {
    long notFinite = images.stream().filter(image -> !image.finite()).count();
    if (notFinite > 0) {
      return Optional.of(said(notFinite, images, "hold values that are not finite"));
    }
    long constant = images.stream().filter(image -> range(image) < SMALLEST_RANGE).count();
    if (constant > ODD_IMAGES * images.size()) {
      return Optional.of(said(constant, images, "are of a single colour"));
    }
    long saturated = images.stream().filter(image -> extremes(image) > SATURATED).count();
    if (saturated > ODD_IMAGES * images.size()) {
      return Optional.of(said(saturated, images, "are saturated"));
    }
    byte[] first = images.get(0).rgb();
    if (images.stream().allMatch(image -> Arrays.equals(image.rgb(), first))) {
      return Optional.of("all images are the same, whatever their captions and seeds");
    }
    return Optional.empty();
  }

  private static String said(long odd, List<GeneratedImage> images, String what) {
    return "%d of %d images %s".formatted(odd, images.size(), what);
  }

  private static int range(GeneratedImage image) {
    int least = 255;
    int most = 0;
    for (byte colour : image.rgb()) {
      least = Math.min(least, Byte.toUnsignedInt(colour));
      most = Math.max(most, Byte.toUnsignedInt(colour));
    }
    return most - least;
  }

  private static double extremes(GeneratedImage image) {
    int count = 0;
    for (byte colour : image.rgb()) {
      if (colour == 0 || colour == (byte) 255) {
        count++;
      }
    }
    return (double) count / image.rgb().length;
  }
}

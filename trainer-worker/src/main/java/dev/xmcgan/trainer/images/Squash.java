package dev.xmcgan.trainer.images;

import com.twelvemonkeys.image.ResampleOp;

/**
 * Squashes an image to the training size: a square, aspect ratio not kept, with a Lanczos filter
 * whose support grows with the reduction. AWT's own scaling samples a few pixels whatever the
 * reduction, and the aliasing ends up in the model.
 */
public final class Squash {
  private Squash() {}

  /** The image at {@code size} x {@code size}; an image of that size already is left untouched. */
  public static RgbImage toSquare(RgbImage image, int size) {
    if (image.width() == size && image.height() == size) {
      return image;
    }
    var lanczos = new ResampleOp(size, size, ResampleOp.FILTER_LANCZOS);
    return RgbPixels.ofOpaque(lanczos.filter(RgbPixels.toBufferedImage(image), null));
  }
}

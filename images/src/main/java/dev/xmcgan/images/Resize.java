package dev.xmcgan.images;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.image.BufferedImage;

/**
 * Resizes 8-bit images. AWT's own scaling samples a few pixels whatever the reduction, and the
 * aliasing would end up in the model; these filters' support grows with it.
 */
public final class Resize {
  private Resize() {}

  /**
   * Squashes an image to a square, aspect ratio not kept, with an antialiasing Lanczos filter.
   *
   * @return the image at {@code size} x {@code size}; itself when it is of that size already
   */
  public static RgbImage toSquare(RgbImage image, int size) {
    return to(image, size, size);
  }

  /** The same to a larger size with a Catmull-Rom filter, which rings less at edges. */
  public static RgbImage enlarged(RgbImage image, int size) {
    return resample(image, size, size, ResampleOp.FILTER_CATROM);
  }

  /** To any size with the Lanczos filter; itself when it is of that size already. */
  public static RgbImage to(RgbImage image, int width, int height) {
    return resample(image, width, height, ResampleOp.FILTER_LANCZOS);
  }

  private static RgbImage resample(RgbImage image, int width, int height, int filter) {
    if (image.width() == width && image.height() == height) {
      return image;
    }
    var target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var resampling = new ResampleOp(width, height, filter);
    return RgbPixels.ofOpaque(resampling.filter(RgbPixels.toBufferedImage(image), target));
  }
}

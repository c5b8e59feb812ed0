package dev.xmcgan.images;

/**
 * What an image file may cost before it is decoded.
 *
 * @param maxBytes largest file
 * @param maxPixels most pixels its header may claim
 * @param minEdge fewest pixels of its shorter edge
 */
public record ImageLimits(int maxBytes, long maxPixels, int minEdge) {
  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || minEdge < 1) {
      throw new IllegalArgumentException(
          "image limits must be positive: "
              + maxBytes
              + " bytes, "
              + maxPixels
              + " pixels, "
              + minEdge
              + " px edge");
    }
  }
}

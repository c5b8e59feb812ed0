package dev.xmcgan.model.training;

/**
 * An image with one of its captions.
 *
 * @param rgb S·S·3 bytes, row by row, red, green and blue of each pixel; not copied
 * @param caption one caption; which of several is the caller's choice at each draw
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image at every draw would be waste
public record TrainingExample(byte[] rgb, String caption) {

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
}

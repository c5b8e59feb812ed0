package dev.xmcgan.images;

import java.util.List;

/**
 * Antialiased bicubic resize in float32, as Pillow does it: the kernel with a = −0.5, widened by
 * the scale when shrinking so that every pixel counts, rows first, then columns, edges by
 * renormalising. No rounding in between; the result is cut to [0,1]. FID depends on the filter
 * (Parmar, Zhang, Zhu: <em>On Aliased Resizing and Surprising Subtleties in GAN Evaluation</em>,
 * CVPR 2022).
 */
public final class BicubicResize {

  /** The name in protocols. */
  public static final String NAME = "bicubic-antialiased";

  private static final double SUPPORT = 2;
  private static final double A = -0.5;

  private BicubicResize() {}

  /**
   * Resizes planes.
   *
   * @param planes {@code (C,height,width)}
   * @return {@code (C,newHeight,newWidth)}; the planes themselves when the size is the same
   */
  public static float[] resize(float[] planes, int height, int width, int newHeight, int newWidth) {
    if (height < 1 || width < 1 || planes.length == 0 || planes.length % (height * width) != 0) {
      throw new IllegalArgumentException(
          "%d values are no planes of %d × %d".formatted(planes.length, height, width));
    }
    if (newHeight < 1 || newWidth < 1) {
      throw new IllegalArgumentException("resize to %d × %d".formatted(newHeight, newWidth));
    }
    if (height == newHeight && width == newWidth) {
      return planes;
    }
    int channels = planes.length / (height * width);
    Taps columns = Taps.of(width, newWidth);
    float[] narrow = new float[channels * height * newWidth];
    for (int row = 0; row < channels * height; row++) {
      for (int x = 0; x < newWidth; x++) {
        narrow[row * newWidth + x] = columns.sum(planes, row * width, 1, x);
      }
    }
    Taps rows = Taps.of(height, newHeight);
    float[] out = new float[channels * newHeight * newWidth];
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          float value = rows.sum(narrow, channel * height * newWidth + x, newWidth, y);
          out[(channel * newHeight + y) * newWidth + x] = Math.max(0, Math.min(1, value));
        }
      }
    }
    return out;
  }

  /** Images one after the other at a network's size, {@code (B,3,edge,edge)}. */
  public static float[] planes(List<RgbImage> images, int edge) {
    int values = RgbImage.COLOURS * edge * edge;
    float[] all = new float[images.size() * values];
    for (int i = 0; i < images.size(); i++) {
      RgbImage image = images.get(i);
      float[] planes = resize(image.planes(), image.height(), image.width(), edge, edge);
      System.arraycopy(planes, 0, all, i * values, values);
    }
    return all;
  }

  /** The kernel (Keys, 1981). */
  private static double kernel(double x) {
    double distance = Math.abs(x);
    if (distance < 1) {
      return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
    }
    if (distance < SUPPORT) {
      return (((distance - 5) * distance + 8) * distance - 4) * A;
    }
    return 0;
  }

  /** For each new pixel the first old one it is made of, and the weights from there on. */
  @SuppressWarnings("ArrayRecordComponent") // private and never changed
  private record Taps(int[] first, float[][] weights) {

    static Taps of(int size, int newSize) {
      double scale = (double) size / newSize;
      double widening = Math.max(1, scale);
      int[] first = new int[newSize];
      float[][] weights = new float[newSize][];
      for (int i = 0; i < newSize; i++) {
        double centre = (i + 0.5) * scale;
        int from = Math.max(0, (int) (centre - SUPPORT * widening + 0.5));
        int to = Math.min(size, (int) (centre + SUPPORT * widening + 0.5));
        double[] raw = new double[to - from];
        double sum = 0;
        for (int j = 0; j < raw.length; j++) {
          raw[j] = kernel((from + j - centre + 0.5) / widening);
          sum += raw[j];
        }
        first[i] = from;
        weights[i] = new float[raw.length];
        for (int j = 0; j < raw.length; j++) {
          weights[i][j] = (float) (raw[j] / sum);
        }
      }
      return new Taps(first, weights);
    }

    float sum(float[] values, int start, int stride, int pixel) {
      float sum = 0;
      int at = start + first[pixel] * stride;
      for (float weight : weights[pixel]) {
        sum += weight * values[at];
        at += stride;
      }
      return sum;
    }
  }
}

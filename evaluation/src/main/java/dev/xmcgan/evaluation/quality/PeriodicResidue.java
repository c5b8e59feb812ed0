package dev.xmcgan.evaluation.quality;

import dev.xmcgan.images.RgbImage;

/**
 * How strong a grid all images have in common, in grey levels of 255: up-sampling leaves patterns
 * that repeat every 2 or 4 pixels at the same places of every image (Odena et al.:
 * <em>Deconvolution and Checkerboard Artifacts</em>, Distill 2016).
 *
 * <p>What a filter of one period takes out of an image, {@code [½,1,…,1,½]/p} along both axes,
 * which passes flat and evenly rising parts and no pattern of that period, is averaged over all
 * images and all places that are whole periods apart. What images show by themselves averages out;
 * the root of the mean square over the p² places and the three colours stays. Not thread-safe.
 */
public final class PeriodicResidue {
  private final int period;
  private final double[] sums; // (p,p,3)
  private long tiles;

  /**
   * Nothing seen so far.
   *
   * @param period in pixels, even
   */
  public PeriodicResidue(int period) {
    if (period < 2 || period % 2 != 0) {
      throw new IllegalArgumentException("a period is 2, 4, …, not " + period);
    }
    this.period = period;
    this.sums = new double[period * period * RgbImage.COLOURS];
  }

  /** Counts one image in; its edges must be at least three periods long. */
  public void add(RgbImage image) {
    int rows = tiles(image.height());
    int columns = tiles(image.width());
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%d × %d pixels are less than three periods of %d"
              .formatted(image.width(), image.height(), period));
    }
    float[] planes = image.planes();
    int area = image.width() * image.height();
    for (int colour = 0; colour < RgbImage.COLOURS; colour++) {
      double[] residue = residue(planes, colour * area, image.width(), image.height());
      for (int y = 0; y < rows * period; y++) {
        for (int x = 0; x < columns * period; x++) {
          int place = y % period * period + x % period;
          sums[place * RgbImage.COLOURS + colour] +=
              residue[(y + period) * image.width() + x + period];
        }
      }
    }
    tiles += (long) rows * columns;
  }

  /**
   * The strength in grey levels.
   *
   * @throws IllegalStateException when no image was seen
   */
  public double greyLevels() {
    if (tiles == 0) {
      throw new IllegalStateException("no image was seen");
    }
    double squares = 0;
    for (double sum : sums) {
      squares += sum / tiles * sum / tiles;
    }
    return 255 * Math.sqrt(squares / sums.length);
  }

  /** Whole periods of an edge but for one at both ends, where the filter would leave the image. */
  private int tiles(int edge) {
    return edge / period - 2;
  }

  /** The image less its mean over a period about each pixel; of no use at the edges. */
  private double[] residue(float[] planes, int from, int width, int height) {
    int half = period / 2;
    double[] alongRows = new double[width * height];
    double[] residue = new double[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = half; x < width - half; x++) {
        double mean = 0;
        for (int step = -half; step <= half; step++) {
          mean += weight(step) * planes[from + y * width + x + step];
        }
        alongRows[y * width + x] = mean;
      }
    }
    for (int y = half; y < height - half; y++) {
      for (int x = half; x < width - half; x++) {
        double mean = 0;
        for (int step = -half; step <= half; step++) {
          mean += weight(step) * alongRows[(y + step) * width + x];
        }
        residue[y * width + x] = planes[from + y * width + x] - mean;
      }
    }
    return residue;
  }

  private double weight(int step) {
    return (Math.abs(step) == period / 2 ? 0.5 : 1.0) / period;
  }
}

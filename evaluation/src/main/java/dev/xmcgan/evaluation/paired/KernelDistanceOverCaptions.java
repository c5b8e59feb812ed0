package dev.xmcgan.evaluation.paired;

import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.scores.FeatureSource;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * KID between the drawn and the real images of captions, by its unbiased estimate over all of them.
 * A caption that is drawn twice when captions are resampled is not compared with itself, so that
 * the estimate stays unbiased.
 */
public final class KernelDistanceOverCaptions implements CaptionStatistic {
  private static final int HALVINGS = 20;

  private final double[][] drawn;
  private final double[][] real;
  private final double[][] across;
  private final double floor;

  /**
   * @param drawn features of the drawn images, (N,D)
   * @param real features of the real ones of the same captions, (N,D); N ≥ 4
   */
  public KernelDistanceOverCaptions(float[][] drawn, float[][] real) {
    if (drawn.length != real.length || drawn.length < 4) {
      throw new IllegalArgumentException(
          "KID over captions of %d drawn and %d real images".formatted(drawn.length, real.length));
    }
    this.drawn = KernelDistance.kernels(drawn, drawn);
    this.real = KernelDistance.kernels(real, real);
    this.across = KernelDistance.kernels(drawn, real);
    this.floor = floor(this.real);
  }

  /**
   * KID between the drawn and the real images of captions, with its floor.
   *
   * @param metric its name
   * @param drawn features, (N,D)
   * @param real of the same captions, (N,D); N ≥ 4
   */
  public static Measure measure(
      String metric, FeatureSource source, float[][] drawn, float[][] real) {
    var distance = new KernelDistanceOverCaptions(drawn, real);
    return new Measure(
        source.protocol(metric, drawn.length, real.length).with("estimate", "unbiased, over all"),
        distance,
        true,
        OptionalDouble.of(distance.floor()));
  }

  private static double floor(double[][] kernels) {
    int count = kernels.length;
    SplittableRandom random = new SplittableRandom(0);
    double squares = 0;
    for (int halving = 0; halving < HALVINGS; halving++) {
      boolean[] first = new boolean[count];
      int left = count / 2;
      for (int i = 0; i < count; i++) {
        first[i] = random.nextInt(count - i) < left;
        left -= first[i] ? 1 : 0;
      }
      double distance = betweenHalves(kernels, first, count / 2);
      squares += distance * distance / HALVINGS;
    }
    return Math.sqrt(squares);
  }

  private static double betweenHalves(double[][] kernels, boolean[] first, int size) {
    double one = 0;
    double other = 0;
    double across = 0;
    for (int i = 0; i < kernels.length; i++) {
      for (int j = 0; j < kernels.length; j++) {
        if (first[i] != first[j]) {
          across += kernels[i][j] / 2;
        } else if (i != j && first[i]) {
          one += kernels[i][j];
        } else if (i != j) {
          other += kernels[i][j];
        }
      }
    }
    double rest = kernels.length - size;
    return one / (size * (size - 1.0)) + other / (rest * (rest - 1)) - 2 * across / (size * rest);
  }

  /**
   * How large the same is between two halves of the real images, the root mean square over random
   * halvings: differences of that size are nothing.
   */
  public double floor() {
    return floor;
  }

  @Override
  public int captions() {
    return drawn.length;
  }

  @Override
  public double of(int[] counts) {
    double within = 0;
    double between = 0;
    long pairs = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; counts[i] > 0 && j < counts.length; j++) {
        if (i != j && counts[j] > 0) {
          int weight = counts[i] * counts[j];
          within += weight * (drawn[i][j] + real[i][j]);
          between += weight * across[i][j];
          pairs += weight;
        }
      }
    }
    return pairs == 0 ? 0 : (within - 2 * between) / pairs;
  }
}

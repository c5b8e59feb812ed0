package dev.xmcgan.evaluation.quality;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * IS (Salimans et al.: <em>Improved Techniques for Training GANs</em>, NeurIPS 2016, section 4):
 * {@code exp E KL(p(y|x) ‖ p(y))} over shuffled splits. Higher is better; between 1 and the number
 * of classes. The official code of XMC-GAN uses one split, the usual protocol ten.
 */
public final class InceptionScore {

  /** The metric's name in protocols. */
  public static final String METRIC = "is";

  private static final double SLACK = 1e-3;

  private InceptionScore() {}

  /**
   * Mean and deviation over the splits.
   *
   * @param probabilities N rows of classes, each row sums to 1
   * @param splits 10, or 1 as the official code
   * @param seed of the shuffle
   * @throws IllegalArgumentException when a split would be empty or a row is no distribution
   */
  public static Score score(
      FeatureRows probabilities, int splits, long seed, FeatureSource source) {
    int count = probabilities.count();
    if (splits < 1 || count < splits) {
      throw new IllegalArgumentException(
          "%d images cannot be cut into %d splits".formatted(count, splits));
    }
    for (int i = 0; i < count; i++) {
      requireDistribution(probabilities.row(i));
    }
    int[] order = shuffled(count, seed);
    double[] parts = new double[splits];
    for (int i = 0; i < splits; i++) {
      int from = (int) ((long) count * i / splits);
      int to = (int) ((long) count * (i + 1) / splits);
      parts[i] = Math.exp(meanDivergence(probabilities, Arrays.copyOfRange(order, from, to)));
    }
    return Score.ofParts(
        source.protocol(METRIC, count, 0).with("splits", splits).with("seed", seed), parts);
  }

  private static double meanDivergence(FeatureRows probabilities, int[] indices) {
    double[] marginal = new double[probabilities.row(indices[0]).length];
    for (int index : indices) {
      float[] row = probabilities.row(index);
      for (int i = 0; i < row.length; i++) {
        marginal[i] += (double) row[i] / indices.length;
      }
    }
    double sum = 0;
    for (int index : indices) {
      float[] row = probabilities.row(index);
      for (int i = 0; i < row.length; i++) {
        if (row[i] > 0) {
          sum += row[i] * (Math.log(row[i]) - Math.log(marginal[i]));
        }
      }
    }
    return sum / indices.length;
  }

  private static void requireDistribution(float[] row) {
    double sum = 0;
    for (float value : row) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("a class probability is " + value);
      }
      sum += value;
    }
    if (!(Math.abs(sum - 1) < SLACK)) {
      throw new IllegalArgumentException("class probabilities sum to " + sum);
    }
  }

  private static int[] shuffled(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int index = order[j];
      order[j] = order[i];
      order[i] = index;
    }
    return order;
  }
}

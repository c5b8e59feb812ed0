package dev.xmcgan.evaluation.quality;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Whether generated images look real and whether they show all that real ones show, told apart, by
 * balls around features that reach to the k-th nearest of their own kind.
 *
 * <p>Precision and recall (Kynkäänniemi et al.: <em>Improved Precision and Recall Metric</em>,
 * NeurIPS 2019), k = 3: the share of generated vectors in a ball of a real one, and of real vectors
 * in a ball of a generated one. Density and coverage (Naeem et al.: <em>Reliable Fidelity and
 * Diversity Metrics</em>, ICML 2020), k = 5: in how many balls of real vectors a generated one is,
 * over k, and the share of real vectors whose ball holds a generated one.
 *
 * @param precision 0 to 1
 * @param recall 0 to 1
 * @param density 0 or more; about 1 where both sides are alike
 * @param coverage 0 to 1
 */
public record PrecisionRecall(double precision, double recall, double density, double coverage) {

  /** k of precision and recall. */
  public static final int RECALL_NEIGHBOURS = 3;

  /** k of density and coverage. */
  public static final int COVERAGE_NEIGHBOURS = 5;

  /** Of more vectors than these the first are taken: each is compared with all others. */
  public static final int MOST_VECTORS = 2000;

  /**
   * Compares two sets of vectors of one width.
   *
   * @throws IllegalArgumentException when a side has no more than {@value #COVERAGE_NEIGHBOURS}
   */
  public static PrecisionRecall between(FeatureRows generated, FeatureRows real) {
    DMatrixRMaj x = matrix(generated);
    DMatrixRMaj y = matrix(real);
    DMatrixRMaj across = squaredDistances(y, x); // (M,N): a real one's distances in its row
    DMatrixRMaj amongReal = squaredDistances(y, y);
    double[] narrowReal = radii(amongReal, RECALL_NEIGHBOURS);
    double[] wideReal = radii(amongReal, COVERAGE_NEIGHBOURS);
    double[] narrowGenerated = radii(squaredDistances(x, x), RECALL_NEIGHBOURS);

    boolean[] precise = new boolean[x.numRows];
    int recalled = 0;
    int covered = 0;
    long within = 0;
    for (int row = 0; row < y.numRows; row++) {
      boolean near = false;
      boolean inBall = false;
      for (int column = 0; column < x.numRows; column++) {
        double distance = across.get(row, column);
        precise[column] |= distance <= narrowReal[row];
        near |= distance <= narrowGenerated[column];
        if (distance <= wideReal[row]) {
          within++;
          inBall = true;
        }
      }
      recalled += near ? 1 : 0;
      covered += inBall ? 1 : 0;
    }
    int hits = 0;
    for (boolean one : precise) {
      hits += one ? 1 : 0;
    }
    return new PrecisionRecall(
        (double) hits / x.numRows,
        (double) recalled / y.numRows,
        (double) within / COVERAGE_NEIGHBOURS / x.numRows,
        (double) covered / y.numRows);
  }

  /** The four as scores of N generated against M real images. */
  public List<Score> scores(FeatureSource source, long images, long references) {
    return List.of(
        score("precision", precision, RECALL_NEIGHBOURS, source, images, references),
        score("recall", recall, RECALL_NEIGHBOURS, source, images, references),
        score("density", density, COVERAGE_NEIGHBOURS, source, images, references),
        score("coverage", coverage, COVERAGE_NEIGHBOURS, source, images, references));
  }

  private static Score score(
      String metric,
      double value,
      int neighbours,
      FeatureSource source,
      long images,
      long references) {
    return Score.of(
        source.protocol(metric, images, references).with("neighbours", neighbours), value);
  }

  /** Squared distances to the k-th nearest of the others. */
  private static double[] radii(DMatrixRMaj squaredDistances, int neighbours) {
    double[] radii = new double[squaredDistances.numRows];
    for (int row = 0; row < radii.length; row++) {
      int from = row * squaredDistances.numCols;
      double[] distances =
          Arrays.copyOfRange(squaredDistances.data, from, from + squaredDistances.numCols);
      distances[row] = Double.NEGATIVE_INFINITY; // itself first, whatever rounding says
      Arrays.sort(distances);
      radii[row] = distances[neighbours];
    }
    return radii;
  }

  /** {@code |x|² + |y|² − 2 x·y}, (N,M). */
  private static DMatrixRMaj squaredDistances(DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj product = new DMatrixRMaj(x.numRows, y.numRows);
    CommonOps_DDRM.multTransB(x, y, product);
    double[] left = squares(x);
    double[] right = squares(y);
    for (int row = 0; row < x.numRows; row++) {
      for (int column = 0; column < y.numRows; column++) {
        double distance = left[row] + right[column] - 2 * product.get(row, column);
        product.set(row, column, distance);
      }
    }
    return product;
  }

  private static double[] squares(DMatrixRMaj x) {
    double[] squares = new double[x.numRows];
    for (int row = 0; row < x.numRows; row++) {
      for (int column = 0; column < x.numCols; column++) {
        squares[row] += x.get(row, column) * x.get(row, column);
      }
    }
    return squares;
  }

  private static DMatrixRMaj matrix(FeatureRows vectors) {
    int count = Math.min(vectors.count(), MOST_VECTORS);
    if (count <= COVERAGE_NEIGHBOURS) {
      throw new IllegalArgumentException(
          "precision and recall need more than %d vectors, not %d"
              .formatted(COVERAGE_NEIGHBOURS, count));
    }
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      float[] vector = vectors.row(i);
      rows[i] = new double[vector.length];
      for (int j = 0; j < vector.length; j++) {
        rows[i][j] = vector[j];
      }
    }
    return new DMatrixRMaj(rows);
  }
}

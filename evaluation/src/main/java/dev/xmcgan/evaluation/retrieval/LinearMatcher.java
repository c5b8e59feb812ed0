package dev.xmcgan.evaluation.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Says which caption fits an image, learned from pairs by ridge regression of the captions' vectors
 * on the images' features: a judge for pictures of any kind where there is no network of images and
 * texts. It sees what the features show and what can be read off them in a linear way. The same
 * pairs make the same matcher.
 */
public final class LinearMatcher {
  private static final double[] PENALTIES = {0.01, 0.1, 1, 10, 100};

  /** One in so many training pairs says which penalty is best. */
  private static final int TUNING = 5;

  private static final int FEWEST_PAIRS = 2 * TUNING;

  private final Scale images;
  private final double[] captionMean;
  private final DMatrixRMaj weights;

  private LinearMatcher(Scale images, double[] captionMean, DMatrixRMaj weights) {
    this.images = images;
    this.captionMean = captionMean;
    this.weights = weights;
  }

  /**
   * Learns from pairs.
   *
   * @param images features, (N,D)
   * @param captions vectors of what is said of each image, (N,E)
   * @throws IllegalArgumentException when there are fewer than ten, or not as many of both
   */
  public static LinearMatcher train(float[][] images, float[][] captions) {
    int count = images.length;
    if (count < FEWEST_PAIRS || captions.length != count) {
      throw new IllegalArgumentException(
          "a matcher learns from at least %d images and as many captions, not %d and %d"
              .formatted(FEWEST_PAIRS, count, captions.length));
    }
    double best = PENALTIES[0];
    int most = -1;
    float[][] tuningImages = some(images, true);
    float[][] tuningCaptions = some(captions, true);
    for (double penalty : PENALTIES) {
      LinearMatcher tried = fit(some(images, false), some(captions, false), penalty);
      int hits = tried.hits(tuningImages, tuningCaptions);
      if (hits > most) {
        most = hits;
        best = penalty;
      }
    }
    return fit(images, captions, best);
  }

  /**
   * Where images lie among captions: the more two of {@link #images} and {@link #captions} point
   * one way, the better they fit.
   *
   * @param features (N,D)
   * @return (N,E)
   */
  public float[][] images(float[][] features) {
    DMatrixRMaj predicted = new DMatrixRMaj(features.length, weights.numCols);
    CommonOps_DDRM.mult(images.apply(features), weights, predicted);
    float[][] rows = new float[features.length][weights.numCols];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (float) predicted.get(i, j);
      }
    }
    return rows;
  }

  /** Captions beside those images, (N,E) both. */
  public float[][] captions(float[][] vectors) {
    float[][] rows = new float[vectors.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = vectors[i].clone();
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] -= (float) captionMean[j];
      }
    }
    return rows;
  }

  private static LinearMatcher fit(float[][] images, float[][] captions, double penalty) {
    Scale scale = Scale.of(images);
    double[] captionMean = mean(captions);
    DMatrixRMaj x = scale.apply(images); // (N,D)
    DMatrixRMaj y = matrix(captions); // (N,E)
    for (int i = 0; i < y.numRows; i++) {
      for (int j = 0; j < y.numCols; j++) {
        y.add(i, j, -captionMean[j]);
      }
    }
    // features of variance 1: the penalty is in pairs that say nothing
    double ridge = penalty * x.numCols;
    return new LinearMatcher(
        scale, captionMean, x.numRows < x.numCols ? byPairs(x, y, ridge) : byFeatures(x, y, ridge));
  }

  /** {@code (XᵀX + λ)⁻¹ Xᵀ Y}. */
  private static DMatrixRMaj byFeatures(DMatrixRMaj x, DMatrixRMaj y, double ridge) {
    DMatrixRMaj inner = new DMatrixRMaj(x.numCols, x.numCols);
    CommonOps_DDRM.multInner(x, inner);
    DMatrixRMaj right = new DMatrixRMaj(x.numCols, y.numCols);
    CommonOps_DDRM.multTransA(x, y, right);
    return solved(inner, ridge, right);
  }

  /** {@code Xᵀ (XXᵀ + λ)⁻¹ Y}, the same with the smaller matrix. */
  private static DMatrixRMaj byPairs(DMatrixRMaj x, DMatrixRMaj y, double ridge) {
    DMatrixRMaj outer = new DMatrixRMaj(x.numRows, x.numRows);
    CommonOps_DDRM.multOuter(x, outer);
    DMatrixRMaj weights = new DMatrixRMaj(x.numCols, y.numCols);
    CommonOps_DDRM.multTransA(x, solved(outer, ridge, y), weights);
    return weights;
  }

  private static DMatrixRMaj solved(DMatrixRMaj matrix, double ridge, DMatrixRMaj right) {
    for (int i = 0; i < matrix.numRows; i++) {
      matrix.add(i, i, ridge);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(matrix.numRows);
    if (!solver.setA(matrix)) {
      throw new IllegalArgumentException("features that are not finite say nothing");
    }
    DMatrixRMaj solution = new DMatrixRMaj(matrix.numRows, right.numCols);
    solver.solve(right, solution);
    return solution;
  }

  /** How many images fit their own caption best. */
  private int hits(float[][] features, float[][] vectors) {
    float[][] seen = images(features);
    float[][] said = captions(vectors);
    int hits = 0;
    for (int i = 0; i < seen.length; i++) {
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < said.length; j++) {
        double cosine = dot(seen[i], said[j]) / Math.sqrt(Math.max(1e-12, dot(said[j], said[j])));
        if (cosine > most) {
          most = cosine;
          best = j;
        }
      }
      hits += best == i ? 1 : 0;
    }
    return hits;
  }

  private static double dot(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }

  private static float[][] some(float[][] rows, boolean tuning) {
    return IntStream.range(0, rows.length)
        .filter(i -> (i % TUNING == 0) == tuning)
        .mapToObj(i -> rows[i])
        .toArray(float[][]::new);
  }

  private static DMatrixRMaj matrix(float[][] rows) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        matrix.set(i, j, rows[i][j]);
      }
    }
    return matrix;
  }

  private static double[] mean(float[][] rows) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    return mean;
  }

  /** Brings each feature to mean 0 and variance 1 over the training pairs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Scale(double[] mean, double[] deviation) {
    static Scale of(float[][] rows) {
      double[] mean = LinearMatcher.mean(rows);
      double[] squares = new double[mean.length];
      for (float[] row : rows) {
        for (int j = 0; j < mean.length; j++) {
          squares[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.length;
        }
      }
      // a feature that never changes says nothing
      return new Scale(
          mean,
          Arrays.stream(squares)
              .map(square -> square > 1e-12 ? Math.sqrt(square) : Double.POSITIVE_INFINITY)
              .toArray());
    }

    DMatrixRMaj apply(float[][] rows) {
      DMatrixRMaj matrix = new DMatrixRMaj(rows.length, mean.length);
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < mean.length; j++) {
          matrix.set(i, j, (rows[i][j] - mean[j]) / deviation[j]);
        }
      }
      return matrix;
    }
  }
}

package dev.xmcgan.evaluation.quality;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * KID (Bińkowski, Sutherland, Arbel, Gretton: <em>Demystifying MMD GANs</em>, ICLR 2018, section
 * 4): the unbiased squared maximum mean discrepancy of features under the kernel {@code (x·y/D +
 * 1)³}, over random subsets. Lower is better; it is unbiased, so it may fall a little below 0.
 */
public final class KernelDistance {

  /** The metric's name in protocols. */
  public static final String METRIC = "kid";

  private KernelDistance() {}

  /**
   * Mean and deviation over subsets drawn without replacement.
   *
   * @param generated N vectors
   * @param real M of the same width
   * @throws IllegalArgumentException when a side has fewer vectors than a subset
   */
  public static Score score(
      FeatureRows generated,
      FeatureRows real,
      KernelDistanceOptions options,
      FeatureSource source) {
    int size = options.subsetSize();
    if (generated.count() < size || real.count() < size) {
      throw new IllegalArgumentException(
          "KID with subsets of %d needs as many vectors, has %d and %d"
              .formatted(size, generated.count(), real.count()));
    }
    SplittableRandom random = new SplittableRandom(options.seed());
    double[] estimates = new double[options.subsets()];
    for (int i = 0; i < estimates.length; i++) {
      estimates[i] = discrepancy(subset(generated, size, random), subset(real, size, random));
    }
    Protocol protocol =
        source
            .protocol(METRIC, generated.count(), real.count())
            .with("subsets", options.subsets())
            .with("subsetSize", size)
            .with("seed", options.seed());
    return Score.ofParts(protocol, estimates);
  }

  /** The unbiased estimate from vectors {@code (m,D)} and {@code (n,D)}. */
  public static double discrepancy(float[][] first, float[][] second) {
    DMatrixRMaj x = matrix(first);
    DMatrixRMaj y = matrix(second);
    double within = meanOffDiagonal(kernel(x, x)) + meanOffDiagonal(kernel(y, y));
    DMatrixRMaj across = kernel(x, y);
    return within - 2 * CommonOps_DDRM.elementSum(across) / across.getNumElements();
  }

  /** The kernel of each of the first with each of the second vectors, {@code (m,n)}. */
  public static double[][] kernels(float[][] first, float[][] second) {
    DMatrixRMaj kernel = kernel(matrix(first), matrix(second));
    double[][] rows = new double[first.length][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(kernel.data, row * kernel.numCols, (row + 1) * kernel.numCols);
    }
    return rows;
  }

  private static DMatrixRMaj kernel(DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj product = new DMatrixRMaj(x.numRows, y.numRows);
    CommonOps_DDRM.multTransB(x, y, product);
    for (int i = 0; i < product.data.length; i++) {
      double base = product.data[i] / x.numCols + 1;
      product.data[i] = base * base * base;
    }
    return product;
  }

  private static double meanOffDiagonal(DMatrixRMaj kernel) {
    double others = CommonOps_DDRM.elementSum(kernel) - CommonOps_DDRM.trace(kernel);
    return others / ((double) kernel.numRows * (kernel.numRows - 1));
  }

  private static float[][] subset(FeatureRows vectors, int size, SplittableRandom random) {
    int[] order = IntStream.range(0, vectors.count()).toArray();
    float[][] chosen = new float[size][];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, order.length);
      int index = order[j];
      order[j] = order[i];
      order[i] = index;
      chosen[i] = vectors.row(index);
    }
    return chosen;
  }

  private static DMatrixRMaj matrix(float[][] vectors) {
    int width = vectors[0].length;
    DMatrixRMaj matrix = new DMatrixRMaj(vectors.length, width);
    for (int row = 0; row < vectors.length; row++) {
      if (vectors[row].length != width) {
        throw new IllegalArgumentException(
            "a feature vector of %d numbers among those of %d"
                .formatted(vectors[row].length, width));
      }
      for (int column = 0; column < width; column++) {
        matrix.set(row, column, vectors[row][column]);
      }
    }
    return matrix;
  }
}

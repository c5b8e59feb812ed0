package dev.xmcgan.evaluation.quality;

import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The Fréchet distance of two Gaussians fitted to features, FID on those of Inception (Heusel et
 * al.: <em>GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium</em>,
 * NeurIPS 2017, eq. 6): {@code |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½)}. Lower is better. It
 * is biased by the number of images: compare equal counts only.
 */
public final class FrechetDistance {

  /** The metric's name in protocols. */
  public static final String METRIC = "fid";

  private FrechetDistance() {}

  /** The score of generated against real features. */
  public static Score score(FeatureMoments generated, FeatureMoments real, FeatureSource source) {
    return Score.of(
        source.protocol(METRIC, generated.count(), real.count()), between(generated, real));
  }

  /** The distance, 0 or more; both need two vectors or more of one width. */
  public static double between(FeatureMoments first, FeatureMoments second) {
    if (first.width() != second.width()) {
      throw new IllegalArgumentException(
          "features of %d numbers against %d".formatted(first.width(), second.width()));
    }
    double[] left = first.mean();
    double[] right = second.mean();
    double shift = 0;
    for (int i = 0; i < left.length; i++) {
      shift += (left[i] - right[i]) * (left[i] - right[i]);
    }
    DMatrixRMaj covariance = first.covariance();
    DMatrixRMaj other = second.covariance();
    double traces = CommonOps_DDRM.trace(covariance) + CommonOps_DDRM.trace(other);
    return Math.max(0, shift + traces - 2 * rootTrace(covariance, other));
  }

  /** {@code tr (Σ₁^½ Σ₂ Σ₁^½)^½}: the product is symmetric, so its eigenvalues are real. */
  private static double rootTrace(DMatrixRMaj first, DMatrixRMaj second) {
    int width = first.numRows;
    EigenDecomposition_F64<DMatrixRMaj> roots = eigen(first.copy(), true);
    // (Λ^½ Qᵀ) Σ₂ (Q Λ^½) has the eigenvalues of Σ₁^½ Σ₂ Σ₁^½
    DMatrixRMaj scaled = new DMatrixRMaj(width, width); // row i: √λᵢ qᵢᵀ
    for (int i = 0; i < width; i++) {
      double root = Math.sqrt(Math.max(0, roots.getEigenvalue(i).real));
      DMatrixRMaj vector = roots.getEigenVector(i);
      for (int j = 0; j < width; j++) {
        scaled.set(i, j, root * vector.get(j));
      }
    }
    DMatrixRMaj half = new DMatrixRMaj(width, width);
    CommonOps_DDRM.mult(scaled, second, half);
    DMatrixRMaj product = new DMatrixRMaj(width, width);
    CommonOps_DDRM.multTransB(half, scaled, product);
    symmetrise(product);
    EigenDecomposition_F64<DMatrixRMaj> values = eigen(product, false);
    double trace = 0;
    for (int i = 0; i < width; i++) {
      trace += Math.sqrt(Math.max(0, values.getEigenvalue(i).real));
    }
    return trace;
  }

  private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj matrix, boolean vectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(matrix.numRows, vectors, true);
    if (!eigen.decompose(matrix)) {
      throw new IllegalStateException("the eigenvalues of a covariance did not converge");
    }
    return eigen;
  }

  private static void symmetrise(DMatrixRMaj matrix) {
    for (int row = 0; row < matrix.numRows; row++) {
      for (int column = 0; column < row; column++) {
        double value = (matrix.get(row, column) + matrix.get(column, row)) / 2;
        matrix.set(row, column, value);
        matrix.set(column, row, value);
      }
    }
  }
}

package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {

  @Test
  void aSetAgainstItselfIsAtNoDistance() {
    // given
    FeatureMoments moments = FeatureMoments.of(Vectors.normal(200, 12, 0, 1));

    // when
    double distance = FrechetDistance.between(moments, moments);

    // then
    assertThat(distance).isCloseTo(0, within(1e-9));
  }

  @Test
  void aShiftOfAllVectorsCostsItsSquare() {
    // given
    float[][] vectors = Vectors.normal(500, 4, 0, 2);
    float[][] shifted = shifted(vectors, new float[] {0.5f, -1, 2, 0.25f});

    // when
    double distance =
        FrechetDistance.between(FeatureMoments.of(vectors), FeatureMoments.of(shifted));

    // then: |Δμ|² = 0.25 + 1 + 4 + 0.0625
    assertThat(distance).isCloseTo(5.3125, within(1e-4));
  }

  @Test
  void diagonalCovariancesFollowTheClosedForm() {
    // given: every sign pattern once, so that the axes are exactly uncorrelated
    double[] left = {1, 2, 0.5};
    double[] right = {3, 0.25, 0.5};
    FeatureMoments first = FeatureMoments.of(corners(left));
    FeatureMoments second = FeatureMoments.of(corners(right));

    // when
    double distance = FrechetDistance.between(first, second);

    // then: Σ (σ₁ − σ₂)², with the unbiased variance of 8 corners: σ² · 8/7
    double expected = 0;
    for (int i = 0; i < left.length; i++) {
      expected += Math.pow(left[i] - right[i], 2) * 8 / 7;
    }
    assertThat(distance).isCloseTo(expected, within(1e-9));
  }

  @Test
  void agreesWithAMatrixRootByNewtonIteration() {
    // given: correlated sets of different covariance
    FeatureMoments first = FeatureMoments.of(Vectors.normal(400, 6, 0, 3));
    FeatureMoments second = FeatureMoments.of(scaled(Vectors.normal(300, 6, 0.4, 4)));

    // when
    double distance = FrechetDistance.between(first, second);

    // then: tr (Σ₁ Σ₂)^½ of the plain, unsymmetric product, by another algorithm
    DMatrixRMaj product = new DMatrixRMaj(6, 6);
    CommonOps_DDRM.mult(first.covariance(), second.covariance(), product);
    double expected =
        CommonOps_DDRM.trace(first.covariance())
            + CommonOps_DDRM.trace(second.covariance())
            - 2 * CommonOps_DDRM.trace(rootByNewton(product));
    for (int i = 0; i < 6; i++) {
      expected += Math.pow(first.mean()[i] - second.mean()[i], 2);
    }
    assertThat(distance).isCloseTo(expected, within(1e-9));
  }

  @Test
  void fewerVectorsThanNumbersGiveAFiniteDistance() {
    // given: covariances of rank 9 in 40 dimensions
    FeatureMoments first = FeatureMoments.of(Vectors.normal(10, 40, 0, 5));
    FeatureMoments second = FeatureMoments.of(Vectors.normal(10, 40, 0, 6));

    // when
    double distance = FrechetDistance.between(first, second);

    // then
    assertThat(distance).isFinite().isPositive();
    assertThat(FrechetDistance.between(first, first)).isCloseTo(0, within(1e-6));
  }

  @Test
  void halvesOfOneSetAreFarNearerThanAShiftedSet() {
    // given
    float[][] real = Vectors.normal(4000, 8, 0, 7);
    FeatureMoments half = FeatureMoments.of(Arrays.copyOfRange(real, 0, 2000));
    FeatureMoments rest = FeatureMoments.of(Arrays.copyOfRange(real, 2000, 4000));

    // when
    double distance = FrechetDistance.between(half, rest);
    double far = FrechetDistance.between(half, FeatureMoments.of(Vectors.normal(2000, 8, 0.5, 8)));

    // then
    assertThat(distance).isLessThan(0.1);
    assertThat(far).isGreaterThan(1);
  }

  @Test
  void scoreTellsItsCountsAndSource() {
    // given
    FeatureMoments generated = FeatureMoments.of(Vectors.normal(30, 3, 0, 9));
    FeatureMoments real = FeatureMoments.of(Vectors.normal(20, 3, 0, 10));

    // when
    Score score =
        FrechetDistance.score(generated, real, new FeatureSource("net-1", "scenes", "none"));

    // then
    assertThat(score.protocol().images()).isEqualTo(30);
    assertThat(score.protocol().references()).isEqualTo(20);
    assertThat(score.protocol().network()).isEqualTo("net-1");
  }

  @Test
  void featuresOfDifferentWidthsAreRefused() {
    // given
    FeatureMoments first = FeatureMoments.of(Vectors.normal(5, 3, 0, 1));
    FeatureMoments second = FeatureMoments.of(Vectors.normal(5, 4, 0, 1));

    // when, then
    assertThatThrownBy(() -> FrechetDistance.between(first, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 numbers against 4");
  }

  /** Denman and Beavers' iteration. */
  private static DMatrixRMaj rootByNewton(DMatrixRMaj matrix) {
    DMatrixRMaj root = matrix;
    DMatrixRMaj inverse = CommonOps_DDRM.identity(matrix.numRows);
    for (int i = 0; i < 60; i++) {
      DMatrixRMaj next = halfSum(root, inverted(inverse));
      inverse = halfSum(inverse, inverted(root));
      root = next;
    }
    return root;
  }

  private static DMatrixRMaj inverted(DMatrixRMaj matrix) {
    DMatrixRMaj inverse = matrix.copy();
    assertThat(CommonOps_DDRM.invert(inverse)).isTrue();
    return inverse;
  }

  private static DMatrixRMaj halfSum(DMatrixRMaj left, DMatrixRMaj right) {
    DMatrixRMaj sum = new DMatrixRMaj(left.numRows, left.numCols);
    CommonOps_DDRM.add(0.5, left, 0.5, right, sum);
    return sum;
  }

  private static float[][] corners(double[] deviations) {
    float[][] corners = new float[1 << deviations.length][deviations.length];
    for (int corner = 0; corner < corners.length; corner++) {
      for (int axis = 0; axis < deviations.length; axis++) {
        double sign = (corner >> axis & 1) == 0 ? 1 : -1;
        corners[corner][axis] = (float) (sign * deviations[axis]);
      }
    }
    return corners;
  }

  private static float[][] shifted(float[][] vectors, float[] shift) {
    float[][] moved = new float[vectors.length][shift.length];
    for (int row = 0; row < vectors.length; row++) {
      for (int i = 0; i < shift.length; i++) {
        moved[row][i] = vectors[row][i] + shift[i];
      }
    }
    return moved;
  }

  private static float[][] scaled(float[][] vectors) {
    for (float[] vector : vectors) {
      vector[0] += 2 * vector[1];
      vector[2] *= 3;
    }
    return vectors;
  }
}

package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FeatureMomentsTest {

  private static final int WIDTH = 5;

  @Test
  void agreesWithTheTextbookFormulasInTwoPasses() {
    // given: a mean far from zero, where a sum of squares would lose its digits
    float[][] vectors = Vectors.normal(300, WIDTH, 1000, 1);

    // when
    FeatureMoments moments = FeatureMoments.of(vectors);

    // then
    double[] mean = mean(vectors);
    assertThat(moments.mean()).containsExactly(mean, within(1e-9));
    for (int i = 0; i < WIDTH; i++) {
      for (int j = 0; j < WIDTH; j++) {
        double sum = 0;
        for (float[] vector : vectors) {
          sum += (vector[i] - mean[i]) * (vector[j] - mean[j]);
        }
        assertThat(moments.covariance().get(i, j)).isCloseTo(sum / 299, within(1e-9));
      }
    }
  }

  @Test
  void aVectorThatIsNotFiniteIsRefusedAndLeavesNoTrace() {
    // given
    FeatureMoments moments = FeatureMoments.of(Vectors.normal(10, WIDTH, 0, 3));
    double[] before = moments.mean();

    // when, then
    assertThatThrownBy(() -> moments.add(new float[] {1, 2, Float.NaN, 4, 5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature 2 is NaN");
    assertThat(moments.mean()).containsExactly(before);
    assertThat(moments.count()).isEqualTo(10);
  }

  @Test
  void oneVectorHasNoCovariance() {
    // given
    FeatureMoments moments = FeatureMoments.of(Vectors.normal(1, WIDTH, 0, 4));

    // when, then
    assertThatThrownBy(moments::covariance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 1");
  }

  private static double[] mean(float[][] vectors) {
    double[] mean = new double[WIDTH];
    for (float[] vector : vectors) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += vector[i];
      }
    }
    for (int i = 0; i < WIDTH; i++) {
      mean[i] /= vectors.length;
    }
    return mean;
  }
}

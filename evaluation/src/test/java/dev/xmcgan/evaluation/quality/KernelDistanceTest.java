package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {

  private static final FeatureSource SOURCE = new FeatureSource("net-1", "scenes", "none");

  @Test
  void agreesWithADoubleLoopOverAllPairs() {
    // given
    float[][] x = Vectors.normal(17, 5, 0, 1);
    float[][] y = Vectors.normal(23, 5, 0.4, 2);

    // when
    double discrepancy = KernelDistance.discrepancy(x, y);

    // then
    double expected = mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
    assertThat(discrepancy).isCloseTo(expected, within(1e-10));
  }

  @Test
  void aSubsetOfEverythingGivesTheWholeEstimateEachTime() {
    // given
    float[][] x = Vectors.normal(20, 4, 0, 3);
    float[][] y = Vectors.normal(20, 4, 1, 4);

    // when
    Score score =
        KernelDistance.score(
            FeatureRows.of(x), FeatureRows.of(y), new KernelDistanceOptions(5, 20, 7), SOURCE);

    // then
    assertThat(score.value()).isCloseTo(KernelDistance.discrepancy(x, y), within(1e-9));
    assertThat(score.deviation().orElseThrow()).isCloseTo(0, within(1e-9));
  }

  @Test
  void isUnbiased_realAgainstRealAveragesToZero() {
    // given
    int draws = 200;
    double sum = 0;
    double squares = 0;

    // when
    for (int i = 0; i < draws; i++) {
      float[][] vectors = Vectors.normal(100, 4, 0, 100 + i);
      double value =
          KernelDistance.discrepancy(
              Arrays.copyOfRange(vectors, 0, 50), Arrays.copyOfRange(vectors, 50, 100));
      sum += value;
      squares += value * value;
    }

    // then: with the diagonal counted in, the mean would be more than 30 standard errors above 0
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    System.out.printf("KID of real against real: %.4f ± %.4f%n", mean, error);
    assertThat(mean).isCloseTo(0, within(3 * error));
  }

  @Test
  void sameSeedGivesTheSameScoreAndAnotherSeedAnother() {
    // given
    float[][] x = Vectors.normal(60, 4, 0, 5);
    float[][] y = Vectors.normal(60, 4, 0.3, 6);

    // when
    Score first =
        KernelDistance.score(
            FeatureRows.of(x), FeatureRows.of(y), new KernelDistanceOptions(10, 20, 1), SOURCE);
    Score again =
        KernelDistance.score(
            FeatureRows.of(x), FeatureRows.of(y), new KernelDistanceOptions(10, 20, 1), SOURCE);
    Score other =
        KernelDistance.score(
            FeatureRows.of(x), FeatureRows.of(y), new KernelDistanceOptions(10, 20, 2), SOURCE);

    // then
    assertThat(first).isEqualTo(again);
    assertThat(first.value()).isNotEqualTo(other.value());
    assertThat(first.protocol().parameters())
        .containsEntry("subsets", "10")
        .containsEntry("subsetSize", "20")
        .containsEntry("seed", "1");
  }

  @Test
  void tooFewVectorsForASubsetAreRefused() {
    // given
    float[][] x = Vectors.normal(19, 4, 0, 7);

    // when, then
    assertThatThrownBy(
            () ->
                KernelDistance.score(
                    FeatureRows.of(x),
                    FeatureRows.of(x),
                    new KernelDistanceOptions(1, 20, 0),
                    SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subsets of 20")
        .hasMessageContaining("19");
  }

  private static double mean(float[][] x, float[][] y, boolean withoutDiagonal) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        if (withoutDiagonal && i == j) {
          continue;
        }
        double product = 0;
        for (int k = 0; k < x[i].length; k++) {
          product += (double) x[i][k] * y[j][k];
        }
        sum += Math.pow(product / x[i].length + 1, 3);
        count++;
      }
    }
    return sum / count;
  }
}

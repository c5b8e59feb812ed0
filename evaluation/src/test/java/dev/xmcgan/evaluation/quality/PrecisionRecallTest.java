package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.features.FeatureRows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {

  @Test
  void aSetIsAllOfItself() {
    // given
    FeatureRows vectors = FeatureRows.of(Vectors.normal(50, 4, 0, 1));

    // when
    PrecisionRecall same = PrecisionRecall.between(vectors, vectors);

    // then: a ball about each vector holds that vector and its five nearest
    assertThat(same.precision()).isEqualTo(1);
    assertThat(same.recall()).isEqualTo(1);
    assertThat(same.coverage()).isEqualTo(1);
    assertThat(same.density()).isCloseTo(6 / 5.0, within(1e-12));
  }

  @Test
  void oneOfTwoModesIsPreciseAndHasHalfOfWhatThereIs() {
    // given: ten real vectors on each of two lines far apart, generated ones on the first alone
    float[][] real = new float[20][];
    float[][] generated = new float[20][];
    for (int i = 0; i < 20; i++) {
      real[i] = new float[] {i < 10 ? 0 : 1000, i % 10};
      generated[i] = new float[] {0, i * 9 / 19f};
    }

    // when
    PrecisionRecall collapsed =
        PrecisionRecall.between(FeatureRows.of(generated), FeatureRows.of(real));

    // then
    assertThat(collapsed.precision()).isEqualTo(1);
    assertThat(collapsed.recall()).isEqualTo(0.5);
    assertThat(collapsed.coverage()).isEqualTo(0.5);
  }

  @Test
  void whatIsFarFromEverythingRealIsNeitherPreciseNorDense() {
    // given
    float[][] real = Vectors.normal(30, 3, 0, 5);
    float[][] generated = Vectors.normal(30, 3, 500, 6);

    // when
    PrecisionRecall apart =
        PrecisionRecall.between(FeatureRows.of(generated), FeatureRows.of(real));

    // then
    assertThat(apart).isEqualTo(new PrecisionRecall(0, 0, 0, 0));
  }

  @Test
  void agreesWithBallsCountedOneByOne() {
    // given
    float[][] generated = Vectors.normal(40, 3, 0.8, 7);
    float[][] real = Vectors.normal(31, 3, 0, 8);

    // when
    PrecisionRecall found =
        PrecisionRecall.between(FeatureRows.of(generated), FeatureRows.of(real));

    // then
    assertThat(found.precision()).isCloseTo(shareInBalls(generated, real, 3), within(1e-12));
    assertThat(found.recall()).isCloseTo(shareInBalls(real, generated, 3), within(1e-12));
    long inBalls = 0;
    long covered = 0;
    for (int i = 0; i < real.length; i++) {
      double radius = radius(real, i, 5);
      float[] centre = real[i];
      long held = Arrays.stream(generated).filter(one -> distance(one, centre) <= radius).count();
      inBalls += held;
      covered += held > 0 ? 1 : 0;
    }
    assertThat(found.density()).isCloseTo(inBalls / (5.0 * generated.length), within(1e-12));
    assertThat(found.coverage()).isCloseTo((double) covered / real.length, within(1e-12));
  }

  @Test
  void aHandfulOfVectorsIsRefused() {
    // given
    FeatureRows few = FeatureRows.of(Vectors.normal(5, 3, 0, 9));

    // then
    assertThatThrownBy(() -> PrecisionRecall.between(few, few)).hasMessageContaining("not 5");
  }

  private static double shareInBalls(float[][] vectors, float[][] centres, int neighbours) {
    double hits = 0;
    for (float[] vector : vectors) {
      for (int i = 0; i < centres.length; i++) {
        if (distance(vector, centres[i]) <= radius(centres, i, neighbours)) {
          hits++;
          break;
        }
      }
    }
    return hits / vectors.length;
  }

  private static double radius(float[][] vectors, int index, int neighbours) {
    return Arrays.stream(vectors)
        .filter(other -> other != vectors[index])
        .mapToDouble(other -> distance(other, vectors[index]))
        .sorted()
        .toArray()[neighbours - 1];
  }

  private static double distance(float[] one, float[] other) {
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      squares += Math.pow((double) one[i] - other[i], 2);
    }
    return Math.sqrt(squares);
  }
}

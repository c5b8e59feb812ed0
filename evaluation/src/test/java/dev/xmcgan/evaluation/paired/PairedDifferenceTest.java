package dev.xmcgan.evaluation.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.quality.KernelDistance;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedDifferenceTest {
  private static final int CAPTIONS = 64;

  @Test
  void whatIsPairedIsMoreCertain() {
    // given: values far apart from caption to caption, but always 0.1 better
    double[] one = new SplittableRandom(1).doubles(CAPTIONS).toArray();
    double[] better = Arrays.stream(one).map(value -> value + 0.1).toArray();

    // when
    PairedDifference difference =
        PairedDifference.of(new MeanOverCaptions(better), new MeanOverCaptions(one));

    // then
    assertThat(difference.value()).isEqualTo(0.1, within(1e-9));
    assertThat(difference.interval().low()).isEqualTo(0.1, within(1e-9));
    assertThat(difference.isBetter()).isTrue();
  }

  /** Of independent values of one mean, the true difference 0 lies in 19 of 20 intervals. */
  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(5);
    int held = 0;
    for (int i = 0; i < 200; i++) {
      var difference =
          PairedDifference.of(
              new MeanOverCaptions(random.split().doubles(CAPTIONS).toArray()),
              new MeanOverCaptions(random.split().doubles(CAPTIONS).toArray()));
      held += difference.isBetter() || difference.isWorse() ? 0 : 1;
    }
    assertThat(held).isBetween(180, 199);
  }

  @Test
  void aMeanCountsCaptionsAsOftenAsTheyWereDrawn() {
    assertThat(new MeanOverCaptions(new double[] {1, 2, 6}).of(new int[] {2, 0, 1}))
        .isEqualTo(8.0 / 3, within(1e-12));
  }

  /** Both sides from one distribution: the estimate is around 0, and so is each resampled one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theKernelDistanceStaysUnbiasedWhenCaptionsAreResampled(long seed) {
    // given
    SplittableRandom random = new SplittableRandom(seed);
    var distance = new KernelDistanceOverCaptions(vectors(random, 0), vectors(random, 0));
    var far = new KernelDistanceOverCaptions(vectors(random, 2), vectors(random, 0));

    // when
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      int[] counts = new int[CAPTIONS];
      random.ints(CAPTIONS, 0, CAPTIONS).forEach(at -> counts[at]++);
      sum += distance.of(counts) / 300;
    }

    // then
    assertThat(sum).isEqualTo(distance.value(), within(0.1 * far.value()));
    assertThat(Math.abs(distance.value())).isLessThan(3 * distance.floor());
    assertThat(far.value()).isGreaterThan(5 * far.floor());
  }

  @Test
  void theKernelDistanceIsTheUsualEstimateButForPairsOfOneCaption() {
    // given
    SplittableRandom random = new SplittableRandom(4);
    float[][] drawn = vectors(random, 1);
    float[][] real = vectors(random, 0);

    // then
    assertThat(new KernelDistanceOverCaptions(drawn, real).value())
        .isEqualTo(KernelDistance.discrepancy(drawn, real), within(0.2));
  }

  private static float[][] vectors(SplittableRandom random, double mean) {
    float[][] vectors = new float[CAPTIONS][8];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (mean + random.nextGaussian());
      }
    }
    return vectors;
  }
}

package dev.xmcgan.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {

  @Test
  void givesEveryImageOfEveryRequestASeedOfItsOwn() {
    // when
    Set<Long> seeds = new HashSet<>();
    for (long request = -500; request < 500; request++) {
      for (int index = 0; index < 10; index++) {
        seeds.add(Seeds.imageSeed(request, index));
      }
    }

    // then
    assertThat(seeds).hasSize(10_000);
  }

  @Test
  void neverChangesWhatASeedMeans() {
    // worked out apart from this code; a change would redraw every image that anyone has a seed of
    assertThat(Seeds.imageSeed(7, 0)).isEqualTo(-5137267319001854395L);
    assertThat(Seeds.imageSeed(7, 3)).isEqualTo(-7300579258652549571L);
    assertThat(Seeds.noise(42, 3, OptionalDouble.empty()))
        .containsExactly(0.882248878f, -0.450849861f, 0.18835263f);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE})
  void drawsStandardNormalNoise(long seed) {
    // when
    float[] noise = Seeds.noise(seed, 100_000, OptionalDouble.empty());

    // then
    double sum = 0;
    double squares = 0;
    int beyondTwo = 0;
    for (float value : noise) {
      sum += value;
      squares += value * value;
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
    }
    assertThat(sum / noise.length).isCloseTo(0, within(0.015));
    assertThat(squares / noise.length).isCloseTo(1, within(0.02));
    assertThat(beyondTwo / (double) noise.length).isCloseTo(0.0455, within(0.003));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 1, 2})
  void drawsValuesBeyondTheTruncationAgain(double truncation) {
    // when
    float[] noise = Seeds.noise(5, 10_000, OptionalDouble.of(truncation));

    // then
    for (float value : noise) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo((float) truncation);
    }
  }

  @Test
  void keepsTheNoiseWhenTheTruncationIsOutOfReach() {
    assertThat(Seeds.noise(5, 1000, OptionalDouble.of(100)))
        .containsExactly(Seeds.noise(5, 1000, OptionalDouble.empty()));
  }

  @Test
  void refusesNegativeIndices() {
    assertThatThrownBy(() -> Seeds.imageSeed(1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void theEndsOfAWayBetweenNoisesAreThemselves() {
    // given
    float[] some = Seeds.noise(1, 64, OptionalDouble.empty());
    float[] other = Seeds.noise(2, 64, OptionalDouble.empty());

    // then
    assertThat(Seeds.between(some, other, 0)).containsExactly(some);
    assertThat(Seeds.between(some, other, 1)).containsExactly(other);
    assertThat(Seeds.between(some, some.clone(), 0.3)).containsExactly(some);
  }

  @Test
  void noiseOnTheWayTurnsEvenlyAndStaysAsLongAsNoiseIs() {
    // given: at right angles
    float[] some = {2, 0, 0};
    float[] other = {0, 2, 0};

    // then: a third of the way is 30 degrees
    assertThat(Seeds.between(some, other, 1 / 3.0))
        .containsExactly(new float[] {(float) (2 * Math.cos(Math.PI / 6)), 1, 0}, within(1e-6f));
    assertThat(Seeds.between(some, new float[] {-2, 0, 0}, 0.25))
        .containsExactly(new float[] {1, 0, 0}, within(1e-6f));
  }
}

package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrivalsTest {
  private static final double CAPACITY = 100;
  private static final double SECONDS = 100;

  @ParameterizedTest
  @EnumSource
  void theyComeInOrderAndTheSameForASeed(Arrivals arrivals) {
    // when
    List<Double> times = arrivals.times(CAPACITY, SECONDS, new Random(1));

    // then
    assertThat(times).isSorted().allMatch(time -> time >= 0 && time < SECONDS);
    assertThat(arrivals.times(CAPACITY, SECONDS, new Random(1))).isEqualTo(times);
    assertThat(arrivals.times(CAPACITY, SECONDS, new Random(2))).isNotEqualTo(times);
  }

  @Test
  void oneByOneTheyAreSevenTenthsOfWhatCanBeDrawn() {
    assertThat(Arrivals.POISSON.times(CAPACITY, SECONDS, new Random(1)).size() / SECONDS)
        .isCloseTo(70, within(3.0));
  }

  @Test
  void aBurstComesAtOnce() {
    // when
    List<Double> times = Arrivals.BURST.times(CAPACITY, SECONDS, new Random(1));

    // then
    assertThat(times.size() / SECONDS).isCloseTo(50, within(6.0));
    assertThat(times.stream().distinct().count() * 12).isEqualTo(times.size());
  }

  @Test
  void aRampEndsAboveWhatCanBeDrawn() {
    // when
    List<Double> times = Arrivals.RAMP.times(CAPACITY, SECONDS, new Random(1));

    // then
    assertThat(times.stream().filter(time -> time < 10).count()).isBetween(100L, 250L);
    assertThat(times.stream().filter(time -> time >= 90).count()).isBetween(950L, 1150L);
  }
}

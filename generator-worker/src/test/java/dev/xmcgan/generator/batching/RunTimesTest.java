package dev.xmcgan.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunTimesTest {
  private final RunTimes times = new RunTimes();
  private final Random random = new Random(1);

  @Test
  void itFindsTheLineUnderNoise() {
    // when: 12 ms, and 7 ms for each unit, give or take a tenth
    for (int i = 0; i < 200; i++) {
      int cost = 1 + random.nextInt(16);
      add(cost, (12 + 7 * cost) * (0.9 + 0.2 * random.nextDouble()));
    }

    // then
    assertThat(times.overhead()).isCloseTo(0.012, within(0.004));
    assertThat(times.slope()).isCloseTo(0.007, within(0.0005));
    assertThat(times.costWithin(0.082)).isCloseTo(10, within(1.0));
  }

  @Test
  void fewMeasurementsAreNotBelieved() {
    // when
    for (int i = 0; i < 7; i++) {
      add(1, 10);
    }

    // then
    assertThat(times.isKnown()).isFalse();
    add(1, 10);
    assertThat(times.isKnown()).isTrue();
  }

  @Test
  void whatAlwaysCostsTheSameTellsNoOverhead() {
    // when
    for (int i = 0; i < 20; i++) {
      add(16, 100 + i % 2);
    }

    // then
    assertThat(times.overhead()).isCloseTo(0, within(1e-9));
    assertThat(times.costWithin(0.05)).isCloseTo(8, within(0.1));
  }

  @Test
  void itForgetsHowFastTheMachineWas() {
    // given
    for (int i = 0; i < 200; i++) {
      add(1 + i % 16, 5 * (1 + i % 16));
    }

    // when: it is half as fast
    for (int i = 0; i < 200; i++) {
      add(1 + i % 16, 10 * (1 + i % 16));
    }

    // then
    assertThat(times.slope()).isCloseTo(0.010, within(0.0005));
  }

  @Test
  void smallPassesThatTakeLongerMakeLargeOnesNotFree() {
    // when
    for (int i = 0; i < 20; i++) {
      add(1, 50);
      add(16, 40);
    }

    // then
    assertThat(times.slope()).isZero();
    assertThat(times.overhead()).isCloseTo(0.045, within(0.001));
    assertThat(times.costWithin(1)).isInfinite();
  }

  private void add(double cost, double millis) {
    times.add(cost, Duration.ofNanos((long) (millis * 1e6)));
  }
}

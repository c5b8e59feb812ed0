package dev.xmcgan.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void isSplitMix64() {
    // the values that other implementations of SplitMix64 publish for these seeds
    assertThat(CounterRandom.bits(0, 0)).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(CounterRandom.bits(1234567, 0)).isEqualTo(6457827717110365317L);
    assertThat(CounterRandom.bits(1234567, 1)).isEqualTo(3203168211198807973L);
  }

  @Test
  void keepsUniformValuesBelowOne() {
    for (int counter = 0; counter < 10_000; counter++) {
      assertThat(CounterRandom.uniform(3, counter)).isGreaterThanOrEqualTo(0).isLessThan(1);
      assertThat(CounterRandom.normal(3, counter)).isFinite();
    }
  }

  @Test
  void givesNeighbouringStreamsNothingInCommon() {
    // when
    Set<Long> values = new HashSet<>();
    for (int stream = 0; stream < 100; stream++) {
      for (int counter = 0; counter < 100; counter++) {
        values.add(CounterRandom.bits(CounterRandom.stream(9, stream), counter));
      }
    }

    // then
    assertThat(values).hasSize(10_000);
  }
}

package dev.xmcgan.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

  @Test
  void endsAreWhereTheShareIsJustNotRefuted() {
    // given
    long trials = 37;
    int hits = 11;

    // when
    Interval interval = Interval.wilson(hits, trials);

    // then: at both ends the observed share is 1.96 standard errors away
    for (double end : new double[] {interval.low(), interval.high()}) {
      double error = Math.sqrt(end * (1 - end) / trials);
      double distance = Math.abs((double) hits / trials - end) / error;
      assertThat(distance).isCloseTo(1.959964, within(1e-5));
    }
  }

  @Test
  void noHitsAndAllHitsStayWithinShares() {
    // when
    Interval none = Interval.wilson(0, 10);
    Interval all = Interval.wilson(10, 10);

    // then
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(0.2775, within(1e-4));
    assertThat(all.high()).isEqualTo(1);
    assertThat(all.low()).isCloseTo(1 - none.high(), within(1e-12));
  }

  @Test
  void moreHitsThanTrialsAreRefused() {
    // when, then
    assertThatThrownBy(() -> Interval.wilson(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3");
  }
}

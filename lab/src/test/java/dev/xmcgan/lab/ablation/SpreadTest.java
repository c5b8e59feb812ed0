package dev.xmcgan.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void deviationIsTheSamples() {
    // given
    Spread spread = new Spread(List.of(2.0, 4.0, 9.0));

    // then: squares 9, 1 and 16 over 2
    assertThat(spread.mean()).isEqualTo(5);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(13), within(1e-12));
    assertThat(spread.text()).isEqualTo("5.000 ± 3.606");
  }

  @Test
  void oneRunHasNoDeviation() {
    assertThat(new Spread(List.of(0.25)).text()).isEqualTo("0.250");
    assertThat(new Spread(List.of(0.25)).deviation()).isZero();
  }

  @Test
  void largeFiguresLoseTheirDecimals() {
    assertThat(new Spread(List.of(41.26, 41.26)).text()).isEqualTo("41.3 ± 0.0");
    assertThat(new Spread(List.of(412.6)).text()).isEqualTo("413");
  }

  @Test
  void noRunIsNoSpread() {
    assertThatThrownBy(() -> new Spread(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}

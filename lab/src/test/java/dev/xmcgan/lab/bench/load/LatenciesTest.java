package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final long BEGIN = 7_000_000_000L;

  @Test
  void percentilesAreOfAllCallsInOrderOfSize() {
    // when
    Latencies seen = Latencies.of(List.of(30.0, 10.0, 20.0), 2);

    // then
    assertThat(seen.percentile(0)).isEqualTo(10);
    assertThat(seen.percentile(50)).isEqualTo(20);
    assertThat(seen.percentile(100)).isEqualTo(30);
    assertThat(seen.perSecond()).isEqualTo(1.5);
  }

  @Test
  void twoTurnsCountAsOne() {
    // given
    Latencies first = Latencies.of(List.of(30.0, 10.0), 2);

    // when
    Latencies both = first.and(Latencies.of(List.of(20.0), 1));

    // then
    assertThat(both.millis()).containsExactly(10, 20, 30);
    assertThat(both.perSecond()).isEqualTo(1);
  }

  @Test
  void aTurnEndsWithTheLastAnswer() {
    // given
    ClosedTurn turn = new ClosedTurn(BEGIN, Duration.ofSeconds(1));

    // when
    boolean goesOn = turn.answered(BEGIN, BEGIN + 500_000_000);
    boolean goesOnLate = turn.answered(BEGIN + 500_000_000, BEGIN + 2_000_000_000);

    // then
    assertThat(goesOn).isTrue();
    assertThat(goesOnLate).isFalse();
    assertThat(turn.seen().millis()).containsExactly(500, 1_500);
    assertThat(turn.seen().perSecond()).isEqualTo(1);
  }
}

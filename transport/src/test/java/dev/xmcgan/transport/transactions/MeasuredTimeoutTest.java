package dev.xmcgan.transport.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasuredTimeoutTest {
  private final MeasuredTimeout timeout =
      new MeasuredTimeout(
          new TimeoutRange(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(60)));

  @Test
  void quickTransactionsShortenItToTheShortest() {
    // when
    boolean early = took(19, Duration.ofMillis(40));

    // then
    assertThat(early).isFalse();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(10));
    assertThat(took(1, Duration.ofMillis(40))).isTrue();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(5));
    assertThat(took(100, Duration.ofMillis(40))).isTrue();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(3));
    assertThat(took(100, Duration.ofMillis(40))).isFalse();
  }

  @Test
  void oneThatIsNotSoQuickAmongThemKeepsIt() {
    // when
    for (int i = 0; i < 10; i++) {
      took(19, Duration.ofMillis(40));
      took(1, Duration.ofSeconds(1));
    }

    // then
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void slowOneLengthensItUntilFourOfItsKindWouldFit() {
    // when
    boolean changed = timeout.took(Duration.ofSeconds(8));

    // then
    assertThat(changed).isTrue();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void itIsNeverLongerThanTheLongest() {
    // then
    assertThat(timeout.took(Duration.ofMinutes(10))).isTrue();
    assertThat(timeout.now()).isEqualTo(Duration.ofSeconds(60));
    assertThat(timeout.took(Duration.ofMinutes(10))).isFalse();
  }

  @Test
  void rangeThatIsNoneIsRefused() {
    assertThatThrownBy(
            () ->
                new TimeoutRange(
                    Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1S");
  }

  private boolean took(int times, Duration took) {
    boolean changed = false;
    for (int i = 0; i < times; i++) {
      changed |= timeout.took(took);
    }
    return changed;
  }
}

package dev.xmcgan.generator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseDetectorTest {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final PauseDetector pauses = new PauseDetector(clock);

  @Test
  void processThatRunsIsAwakeSinceItsStart() {
    // when
    for (int second = 0; second < 300; second++) {
      clock.advance(Duration.ofSeconds(1));
      pauses.tick();
    }

    // then
    assertThat(pauses.awakeSince()).isEqualTo(START);
  }

  @Test
  void processThatStoodStillIsAwakeSinceItWoke() {
    // given
    clock.advance(Duration.ofHours(3));

    // when: whoever asks may come before the first tick
    Instant awake = pauses.awakeSince();

    // then
    assertThat(awake).isEqualTo(START.plus(Duration.ofHours(3)));
    clock.advance(Duration.ofSeconds(1));
    pauses.tick();
    assertThat(pauses.awakeSince()).isEqualTo(awake);
  }
}

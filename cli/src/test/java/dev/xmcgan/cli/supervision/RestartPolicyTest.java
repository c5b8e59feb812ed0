package dev.xmcgan.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  private final RestartPolicy policy =
      new RestartPolicy(Duration.ofMillis(500), 3, Duration.ofMinutes(1));

  @Test
  void waitsTwiceAsLongAfterEachFurtherDeath() {
    assertThat(policy.delay(List.of(NOW), NOW)).contains(Duration.ofMillis(500));
    assertThat(policy.delay(List.of(NOW.minusSeconds(9), NOW), NOW))
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void givesUpAtTheThirdDeathWithinTheWindow() {
    assertThat(policy.delay(List.of(NOW.minusSeconds(50), NOW.minusSeconds(9), NOW), NOW))
        .isEmpty();
  }

  @Test
  void forgetsDeathsBeforeTheWindow() {
    List<Instant> old = List.of(NOW.minusSeconds(300), NOW.minusSeconds(61), NOW);

    assertThat(policy.delay(old, NOW)).contains(Duration.ofMillis(500));
  }
}

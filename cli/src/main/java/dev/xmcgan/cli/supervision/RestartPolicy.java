package dev.xmcgan.cli.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a dead process is started again, and when that is given up.
 *
 * @param firstDelay pause before the first restart; doubled for each further death in the window
 * @param deaths so many deaths within the window are a crash loop
 * @param window how far back deaths count
 */
public record RestartPolicy(Duration firstDelay, int deaths, Duration window) {
  public RestartPolicy {
    if (firstDelay.isNegative() || deaths < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "firstDelay " + firstDelay + ", deaths " + deaths + ", window " + window);
    }
  }

  /** Three deaths within a minute are a crash loop. */
  public static RestartPolicy standard() {
    return new RestartPolicy(Duration.ofMillis(500), 3, Duration.ofMinutes(1));
  }

  /**
   * How long to wait before the next start.
   *
   * @param died when the service died, the newest last
   * @return empty for a crash loop
   */
  Optional<Duration> delay(List<Instant> died, Instant now) {
    long recent = died.stream().filter(at -> at.isAfter(now.minus(window))).count();
    if (recent >= deaths) {
      return Optional.empty();
    }
    return Optional.of(firstDelay.multipliedBy(1L << Math.max(0, recent - 1)));
  }
}

package dev.xmcgan.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final HandClock clock = new HandClock();
  private final List<String> lines = new ArrayList<>();

  @Test
  void tellsEveryTenSecondsHowFarItIs() {
    // given
    try (Progress progress =
        new ProgressLines("import", 100, OptionalLong.of(400), "pairs", lines::add, clock)) {
      // when
      for (int second = 0; second < 25; second++) {
        progress.step(4);
        progress.step();
        clock.pass(Duration.ofSeconds(1));
      }
    }

    // then
    assertThat(lines)
        .containsExactly("import: 154 of 400 pairs, 5.4/s", "import: 204 of 400 pairs, 5.2/s");
  }

  @Test
  void tellsNothingOfWhatIsQuicklyDone() {
    try (Progress progress =
        new ProgressLines("import", 0, OptionalLong.empty(), "pairs", lines::add, clock)) {
      clock.pass(Duration.ofSeconds(9));
      progress.step(1000);
    }
    assertThat(lines).isEmpty();
  }

  /** Goes when told. */
  private static final class HandClock extends Clock {
    private Instant now = Instant.EPOCH;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

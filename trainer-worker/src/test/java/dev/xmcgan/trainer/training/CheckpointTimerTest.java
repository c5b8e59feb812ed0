package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CheckpointTimerTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final CheckpointTimer timer = new CheckpointTimer(Duration.ofSeconds(60), START, 100);

  @Test
  void nothingIsPublishedWithoutProgress() {
    assertThat(timer.hasProgress(100)).isFalse();
    assertThat(timer.isDue(100, true, START.plusSeconds(3600))).isFalse();
  }

  @Test
  void whileTrainingTheWholeIntervalPasses() {
    assertThat(timer.isDue(101, false, START.plusSeconds(59))).isFalse();
    assertThat(timer.isDue(101, false, START.plusSeconds(60))).isTrue();
  }

  @Test
  void atRestASixthOfItIsEnough() {
    assertThat(timer.isDue(101, true, START.plusSeconds(9))).isFalse();
    assertThat(timer.isDue(101, true, START.plusSeconds(10))).isTrue();
  }

  @Test
  void theIntervalCountsFromTheLastCheckpoint() {
    // when
    timer.published(150, START.plusSeconds(60));

    // then
    assertThat(timer.hasProgress(150)).isFalse();
    assertThat(timer.isDue(151, false, START.plusSeconds(119))).isFalse();
    assertThat(timer.isDue(151, false, START.plusSeconds(120))).isTrue();
  }

  @Test
  void aFailureIsWaitedOutAndThenTriedAgain() {
    // when
    timer.postpone(START.plusSeconds(62));

    // then
    assertThat(timer.isDue(101, false, START.plusSeconds(61))).isFalse();
    assertThat(timer.isDue(101, false, START.plusSeconds(62))).isTrue();
  }
}

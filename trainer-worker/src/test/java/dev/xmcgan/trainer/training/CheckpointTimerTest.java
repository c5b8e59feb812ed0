package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTimerTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final CheckpointTimer timer =
      new CheckpointTimer(Duration.ofSeconds(60), Duration.ofSeconds(300), START, 100);

  @Test
  void nothingIsPublishedWithoutProgress() {
    assertThat(timer.hasUnsavedState(100)).isFalse();
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
    timer.published(150, true, START.plusSeconds(60));

    // then
    assertThat(timer.hasUnsavedState(150)).isFalse();
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

  @Test
  void aClockThatIsSetBackDelaysNothing() {
    // given: half an interval
    timer.published(101, true, START);
    timer.passed(false, START.plusSeconds(30));

    // when
    Instant anHourBack = START.plusSeconds(30).minusSeconds(3600);
    timer.passed(false, anHourBack);

    // then: the other half
    assertThat(timer.isDue(102, false, anHourBack.plusSeconds(29))).isFalse();
    assertThat(timer.isDue(102, false, anHourBack.plusSeconds(30))).isTrue();
    timer.passed(false, anHourBack.plusSeconds(269));
    assertThat(timer.isStateDue()).isFalse();
    timer.passed(false, anHourBack.plusSeconds(270));
    assertThat(timer.isStateDue()).isTrue();
  }

  @Test
  void ofATrickleThereIsOneInEachIntervalOnceWhatWasSavedUpIsSpent() {
    // when: a pair every ten seconds for an hour, and a rest after each
    List<Integer> published = new ArrayList<>();
    for (int second = 10; second <= 3600; second += 10) {
      if (timer.isDue(100 + second, true, START.plusSeconds(second))) {
        timer.published(100 + second, false, START.plusSeconds(second));
        published.add(second);
      }
    }

    // then
    assertThat(published).startsWith(10).hasSizeBetween(58, 61);
    assertThat(published.subList(2, published.size()))
        .zipSatisfy(
            published.subList(1, published.size() - 1),
            (later, earlier) -> assertThat(later - earlier).isEqualTo(60));
  }

  @Test
  void afterARestOfSomeIntervalsNothingIsWaitedFor() {
    // given: all that was saved up is spent
    for (int second = 10; second <= 300; second += 10) {
      if (timer.isDue(100 + second, true, START.plusSeconds(second))) {
        timer.published(100 + second, false, START.plusSeconds(second));
      }
    }

    // then
    Instant later = START.plusSeconds(900);
    assertThat(timer.isDue(999, true, later)).isTrue();
    timer.published(999, false, later);
    assertThat(timer.isDue(1000, true, later.plusSeconds(10))).isTrue();
  }

  @Test
  void theStateIsDueAtFirstAndThenAfterSoMuchTraining() {
    // given
    assertThat(timer.isStateDue()).isTrue();
    timer.published(101, true, START.plusSeconds(60));
    assertThat(timer.isStateDue()).isFalse();

    // when: rest does not count
    timer.passed(true, START.plusSeconds(1000));
    timer.passed(false, START.plusSeconds(1299));

    // then
    assertThat(timer.isStateDue()).isFalse();

    // when
    timer.published(150, false, START.plusSeconds(1299));
    timer.passed(false, START.plusSeconds(1300));

    // then
    assertThat(timer.isStateDue()).isTrue();
    assertThat(timer.hasUnsavedState(150)).isTrue();
  }
}

package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommitPacingTest {
  private static final int ENOUGH = 64;

  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final CommitPacing pacing = new CommitPacing(ENOUGH, clock);

  @Test
  void withoutABacklogAnswersAreCommittedAtOnce() {
    // when
    boolean due = pacing.isDue(1, false);

    // then
    assertThat(due).isTrue();
  }

  @Test
  void underABacklogAnswersWaitForOthers() {
    // when
    boolean due = pacing.isDue(16, true);

    // then
    assertThat(due).isFalse();
  }

  @Test
  void enoughOfThemWaitNoLonger() {
    // given
    pacing.isDue(16, true);

    // when
    boolean due = pacing.isDue(ENOUGH, true);

    // then
    assertThat(due).isTrue();
  }

  @Test
  void theFirstOfThemWaitsNoLongerThanTheLongest() {
    // given
    pacing.isDue(16, true);
    clock.advance(CommitPacing.LONGEST.minus(Duration.ofMillis(1)));
    boolean before = pacing.isDue(32, true);

    // when
    clock.advance(Duration.ofMillis(1));
    boolean after = pacing.isDue(32, true);

    // then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
  }

  @Test
  void thoseAfterACommitWaitAnew() {
    // given: some were committed
    pacing.isDue(16, true);
    clock.advance(CommitPacing.LONGEST);
    pacing.isDue(16, true);
    pacing.isDue(0, true);

    // when
    boolean due = pacing.isDue(16, true);

    // then
    assertThat(due).isFalse();
  }

  @Test
  void offsetsOfRecordsThatWerePassedOverWaitForNobody() {
    // when
    boolean due = pacing.isDue(0, true);

    // then
    assertThat(due).isTrue();
  }
}

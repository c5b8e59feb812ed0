package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepBudgetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long WINDOW = 10_000;

  @ParameterizedTest
  @CsvSource({
    "2000, 0.25, 16, 0.25, 500",
    "2001, 0.25, 16, 0.25, 501", // the one too many has a step on credit
    "2000, 0.25, 16, 0.5, 500",
    "2000, 0.25, 16, 0.0, 500",
    "2000, 0.1, 16, 0.25, 200", // ten tenths are one
    "320, 0.0625, 16, 0.1, 20", // every step must be all fresh
    "10, 3, 4, 0.5, 30",
  })
  void anImportEarnsItsStepsAndLeavesNoPairUnlearned(
      int pairs, double stepsPerPair, int examples, double freshShare, int expectedSteps) {
    // given
    StepBudget pace =
        new StepBudget(new PaceSettings(stepsPerPair, false, freshShare, PATIENCE), 0, WINDOW);

    // when
    int steps = 0;
    int fresh = pairs;
    while (pace.isStepDue(fresh, PATIENCE, examples)) {
      int taken = Math.min(fresh, pace.freshQuota(examples));
      assertThat(pace.freshQuota(examples)).isBetween(1, examples);
      fresh -= taken;
      pace.learned(taken);
      pace.stepped();
      steps++;
    }

    // then
    assertThat(steps).isEqualTo(expectedSteps);
    assertThat(fresh).isZero();
  }

  @Test
  void aBacklogEarnsNoMoreThanTheWindowCanUse() {
    // given: a window of 100 pairs
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0.25, PATIENCE), 0, 100);

    // when
    for (int i = 0; i < 10_000; i++) {
      pace.learned(16);
    }

    // then
    assertThat(pace.credit()).isEqualTo(25);
    assertThat(new StepBudget(new PaceSettings(0.25, false, 0.25, PATIENCE), 900, 100).credit())
        .as("as a checkpoint of before has it")
        .isEqualTo(25);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20",
    "300, 600", // two steps each
    "538, 964",
    "7000, 2608",
    "30000, 5483",
  })
  void aSmallStreamEarnsMoreForEachPair(int pairs, long expectedSteps) {
    // given
    StepBudget pace =
        new StepBudget(new PaceSettings(0.125, 5000, false, 0.25, PATIENCE), 0, 20_000);

    // when
    long steps = 0;
    for (int learned = 1; learned <= pairs; learned++) {
      pace.drawsFrom(learned - 1);
      pace.learned(1);
      while (pace.credit() >= 1) {
        pace.stepped();
        steps++;
      }
    }

    // then: the figures of the documentation
    assertThat((double) steps).isCloseTo(expectedSteps, within(2.0));
  }

  @Test
  void aFullWindowIsOfNoSmallStream() {
    // given: a window of 1,000 pairs, far fewer than a small stream has
    PaceSettings settings = new PaceSettings(0.125, 5000, false, 0.25, PATIENCE);

    // then
    assertThat(settings.stepsPerPair(1000, 1000)).isEqualTo(0.125);
    assertThat(settings.stepsPerPair(500, 1000)).isEqualTo(0.25);
    assertThat(settings.stepsPerPair(0, 1000)).isEqualTo(2);
  }

  @Test
  void nothingIsDueWithoutNewPairs() {
    // given
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0.5, PATIENCE), 0, WINDOW);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO, 16)).isFalse();
  }

  @Test
  void aSinglePairWaitsForItsPatienceOnly() {
    // given
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0.5, PATIENCE), 0, WINDOW);

    // then
    assertThat(pace.isStepDue(1, PATIENCE.minusMillis(1), 16)).isFalse();
    assertThat(pace.isStepDue(1, PATIENCE, 16)).isTrue();
  }

  @Test
  void pairsThatPayForAStepDoNotWait() {
    // given
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0, PATIENCE), 0, WINDOW);

    // then
    assertThat(pace.isStepDue(3, Duration.ZERO, 16)).isFalse();
    assertThat(pace.isStepDue(4, Duration.ZERO, 16)).isTrue();
    assertThat(pace.freshQuota(16)).isEqualTo(4);
  }

  @Test
  void whatAStepWasAdvancedIsPaidBackByTheNext() {
    // given: one pair, one step, three quarters of it on credit
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0, PATIENCE), 0, WINDOW);
    pace.learned(1);
    pace.stepped();

    // then
    assertThat(pace.credit()).isEqualTo(-0.75);
    assertThat(pace.freshQuota(16)).isEqualTo(7);
    assertThat(pace.isStepDue(6, Duration.ZERO, 16)).isFalse();
  }

  @Test
  void stepsNotEarnedAreForgivenBeyondOne() {
    // given
    StepBudget pace = new StepBudget(new PaceSettings(0.25, false, 0.5, PATIENCE), 0, WINDOW);

    // when
    for (int i = 0; i < 10; i++) {
      pace.learned(1);
      pace.stepped();
    }

    // then
    assertThat(pace.credit()).isEqualTo(-1);
  }

  @Test
  void continuousTrainingIsAlwaysDueAndKeepsToTheShare() {
    // given
    StepBudget pace = new StepBudget(new PaceSettings(0.25, true, 0.25, PATIENCE), 0, WINDOW);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO, 16)).isTrue();
    assertThat(pace.freshQuota(16)).isEqualTo(4);
  }

  @Test
  void settingsNameWhatIsWrong() {
    assertThatThrownBy(() -> new PaceSettings(0, false, 0.5, PATIENCE))
        .hasMessageContaining("steps per pair");
    assertThatThrownBy(() -> new PaceSettings(1, false, 1.1, PATIENCE))
        .hasMessageContaining("fresh share");
    assertThatThrownBy(() -> new PaceSettings(1, false, 1, PATIENCE.negated()))
        .hasMessageContaining("fresh patience");
  }
}

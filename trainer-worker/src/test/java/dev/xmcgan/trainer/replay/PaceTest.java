package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @ParameterizedTest
  @CsvSource({
    "2000, 0.25, 16, 0.25, 500",
    "2001, 0.25, 16, 0.25, 500", // the one too many rides along
    "2000, 0.25, 16, 0.5, 500",
    "2000, 0.25, 16, 0.0, 500",
    "320, 0.0625, 16, 0.1, 20", // every step must be all fresh
    "10, 3, 4, 0.5, 30",
  })
  void anImportEarnsItsStepsAndLeavesNoPairUnlearned(
      int pairs, double stepsPerPair, int examples, double freshShare, int expectedSteps) {
    // given
    Pace pace = new Pace(new PaceSettings(stepsPerPair, false, freshShare, PATIENCE), 0);
    for (int i = 0; i < pairs; i++) {
      pace.arrived();
    }

    // when
    int steps = 0;
    int fresh = pairs;
    while (pace.isStepDue(fresh, PATIENCE)) {
      int quota = pace.freshQuota(fresh, examples);
      assertThat(quota).isBetween(0, examples);
      fresh -= quota;
      pace.stepped();
      steps++;
    }

    // then
    assertThat(steps).isEqualTo(expectedSteps);
    assertThat(fresh).isZero();
  }

  @Test
  void nothingIsDueWithoutNewPairs() {
    // given
    Pace pace = new Pace(new PaceSettings(0.25, false, 0.5, PATIENCE), 0);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO)).isFalse();
    assertThat(pace.freshQuota(0, 16)).isZero();
  }

  @Test
  void aSinglePairWaitsForItsPatienceOnly() {
    // given
    Pace pace = new Pace(new PaceSettings(0.25, false, 0.5, PATIENCE), 0);
    pace.arrived();

    // then
    assertThat(pace.isStepDue(1, PATIENCE.minusMillis(1))).isFalse();
    assertThat(pace.isStepDue(1, PATIENCE)).isTrue();
    assertThat(pace.freshQuota(1, 16)).isEqualTo(1);
  }

  @Test
  void stepsNotEarnedAreForgivenBeyondOne() {
    // given
    Pace pace = new Pace(new PaceSettings(0.25, false, 0.5, PATIENCE), 0);

    // when
    for (int i = 0; i < 10; i++) {
      pace.arrived();
      pace.stepped();
    }

    // then
    assertThat(pace.credit()).isEqualTo(-1);
  }

  @Test
  void continuousTrainingIsAlwaysDue() {
    // given
    Pace pace = new Pace(new PaceSettings(0.25, true, 0.25, PATIENCE), 0);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO)).isTrue();
    assertThat(pace.freshQuota(10, 16)).isEqualTo(4);
    assertThat(pace.freshQuota(2, 16)).isEqualTo(2);
  }

  @Test
  void pairsThatComeFasterThanStepsAreDoneAreLearnedOnceBeforeTheyAreReplayed() {
    // given: eight pairs come for each step that there is time for, twice what it usually takes
    Pace pace = new Pace(new PaceSettings(0.25, false, 0.25, PATIENCE), 0);
    int fresh = 0;

    for (int step = 0; step < 1_000; step++) {
      // when
      for (int pair = 0; pair < 8; pair++) {
        pace.arrived();
        fresh++;
      }
      int quota = pace.freshQuota(fresh, 16);
      fresh -= quota;
      pace.stepped();

      // then: never more than half of a step is new, and no queue builds up
      assertThat(quota).isBetween(4, 8);
      assertThat(fresh).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void aRestartKeepsTheCreditOfWhatIsNotReadAgain() {
    // given
    PaceSettings settings = new PaceSettings(0.25, false, 0.25, PATIENCE);
    Pace pace = new Pace(settings, 0);
    for (int i = 0; i < 100; i++) {
      pace.arrived();
    }
    int fresh = 60;

    // when
    Pace resumed = new Pace(settings, pace.creditWithout(fresh));
    for (int i = 0; i < fresh; i++) {
      resumed.arrived();
    }

    // then
    assertThat(resumed.credit()).isCloseTo(pace.credit(), within(1e-9));
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

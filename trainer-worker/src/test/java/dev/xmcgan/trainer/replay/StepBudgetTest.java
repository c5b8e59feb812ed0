package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.PaceConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    StepBudget pace = pace(stepsPerPair, freshShare, WINDOW);

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
    StepBudget pace = pace(0.25, 0.25, 100);

    // when
    for (int i = 0; i < 10_000; i++) {
      pace.learned(16);
    }

    // then
    assertThat(pace.credit()).isEqualTo(25);
    assertThat(new StepBudget(config(0.25, 0.25, Map.of()), 900, 100).credit())
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
        new StepBudget(config(0.125, 0.25, Map.of("small-stream", "5000")), 0, 20_000);

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
    PaceConfig config = config(0.125, 0.25, Map.of("small-stream", "5000"));

    // then
    assertThat(earned(config, 1000)).isEqualTo(0.125);
    assertThat(earned(config, 500)).isEqualTo(0.25);
    assertThat(earned(config, 0)).isEqualTo(2);
  }

  @Test
  void nothingIsDueWithoutNewPairs() {
    // given
    StepBudget pace = pace(0.25, 0.5, WINDOW);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO, 16)).isFalse();
  }

  @Test
  void aSinglePairWaitsForItsPatienceOnly() {
    // given
    StepBudget pace = pace(0.25, 0.5, WINDOW);

    // then
    assertThat(pace.isStepDue(1, PATIENCE.minusMillis(1), 16)).isFalse();
    assertThat(pace.isStepDue(1, PATIENCE, 16)).isTrue();
  }

  @Test
  void pairsThatPayForAStepDoNotWait() {
    // given
    StepBudget pace = pace(0.25, 0, WINDOW);

    // then
    assertThat(pace.isStepDue(3, Duration.ZERO, 16)).isFalse();
    assertThat(pace.isStepDue(4, Duration.ZERO, 16)).isTrue();
    assertThat(pace.freshQuota(16)).isEqualTo(4);
  }

  @Test
  void whatAStepWasAdvancedIsPaidBackByTheNext() {
    // given: one pair, one step, three quarters of it on credit
    StepBudget pace = pace(0.25, 0, WINDOW);
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
    StepBudget pace = pace(0.25, 0.5, WINDOW);

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
    StepBudget pace = new StepBudget(config(0.25, 0.25, Map.of("continuous", "true")), 0, WINDOW);

    // then
    assertThat(pace.isStepDue(0, Duration.ZERO, 16)).isTrue();
    assertThat(pace.freshQuota(16)).isEqualTo(4);
  }

  /** What one pair earns where training draws from so many and the window holds a thousand. */
  private static double earned(PaceConfig config, int different) {
    StepBudget pace = new StepBudget(config, 0, 1000);
    pace.drawsFrom(different);
    pace.learned(1);
    return pace.credit();
  }

  private static StepBudget pace(double stepsPerPair, double freshShare, long window) {
    return new StepBudget(config(stepsPerPair, freshShare, Map.of()), 0, window);
  }

  private static PaceConfig config(
      double stepsPerPair, double freshShare, Map<String, String> others) {
    Map<String, String> keys = new HashMap<>();
    keys.put("steps-per-pair", Double.toString(stepsPerPair));
    keys.put("fresh-share", Double.toString(freshShare));
    keys.put("small-stream", "0");
    keys.putAll(others);
    return Keys.of(keys).pace();
  }
}

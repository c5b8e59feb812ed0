package dev.xmcgan.trainer.alerts;

import static dev.xmcgan.schemas.TrainingAlert.CONSTANT_IMAGES;
import static dev.xmcgan.schemas.TrainingAlert.DISCRIMINATOR_GUESSING;
import static dev.xmcgan.schemas.TrainingAlert.DISCRIMINATOR_TOO_STRONG;
import static dev.xmcgan.schemas.TrainingAlert.NON_FINITE_STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.TrainingAlert;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertDetectorTest {
  private static final int STRETCH = 5;

  private final AlertDetector detector = new AlertDetector(AlertThresholds.defaults());
  private final Random random = new Random(4);
  private long step;

  @ParameterizedTest
  @CsvSource({"1.0, DISCRIMINATOR_TOO_STRONG", "0.5, DISCRIMINATOR_GUESSING"})
  void aPinnedAccuracyIsToldOnceItHasLasted(double accuracy, TrainingAlert alert) {
    // when
    Set<TrainingAlert> early = train(490, accuracy, 0.3, 0);
    Set<TrainingAlert> late = train(20, accuracy, 0.3, 0);

    // then
    assertThat(early).isEmpty();
    assertThat(late).containsExactly(alert);
  }

  @Test
  void anAlertIsLoweredWhenItsSymptomIsGone() {
    // given
    assertThat(train(600, 1.0, 0.3, 0)).containsExactly(DISCRIMINATOR_TOO_STRONG);

    // when
    Set<TrainingAlert> better = train(50, 0.8, 0.3, 0);

    // then: and it must last again
    assertThat(better).isEmpty();
    assertThat(train(400, 1.0, 0.3, 0)).isEmpty();
  }

  @Test
  void aSoundTrainingRaisesNothingHoweverItsBatchesJump() {
    for (int i = 0; i < 400; i++) {
      double accuracy = Math.min(1, Math.max(0.3, 0.8 + 0.15 * random.nextGaussian()));
      assertThat(train(STRETCH, accuracy, 0.2 + 0.1 * random.nextDouble(), 0)).isEmpty();
    }
  }

  @Test
  void noisyGuessingIsGuessingStill() {
    // when
    for (int i = 0; i < 200; i++) {
      train(STRETCH, 0.5 + 0.04 * random.nextGaussian(), 0.3, 0);
    }

    // then
    assertThat(train(STRETCH, 0.5, 0.3, 0)).containsExactly(DISCRIMINATOR_GUESSING);
  }

  @Test
  void imagesThatAreAllAlikeAreTold() {
    assertThat(train(95, 0.8, 0.001, 0)).isEmpty();
    assertThat(train(10, 0.8, 0.001, 0)).containsExactly(CONSTANT_IMAGES);
    assertThat(train(STRETCH, 0.8, 0.2, 0)).isEmpty();
  }

  @Test
  void severalSkipsWithinAShortTimeAreToldUntilTheyArePast() {
    // given
    train(50, 0.8, 0.3, 10);

    // then: what was before does not count
    assertThat(train(STRETCH, 0.8, 0.3, 12)).isEmpty();
    assertThat(train(STRETCH, 0.8, 0.3, 13)).containsExactly(NON_FINITE_STEPS);
    assertThat(train(180, 0.8, 0.3, 13)).containsExactly(NON_FINITE_STEPS);
    assertThat(train(40, 0.8, 0.3, 13)).isEmpty();
  }

  @Test
  void withoutScalarsThereIsNothingToTell() {
    assertThat(detector.observe(1_000, 1_000, Map.of(), 0)).isEmpty();
  }

  private Set<TrainingAlert> train(int steps, double accuracy, double spread, long skipped) {
    Set<TrainingAlert> alerts = Set.of();
    for (int done = 0; done < steps; done += STRETCH) {
      step += STRETCH;
      alerts =
          detector.observe(
              step, STRETCH, Map.of("d_accuracy", accuracy, "fake_spread", spread), skipped);
    }
    return alerts;
  }
}

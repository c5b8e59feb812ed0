package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.trainer.alerts.AlertDetector;
import dev.xmcgan.trainer.alerts.AlertThresholds;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.replay.Lag;
import dev.xmcgan.trainer.replay.TrainingPool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsWindowTest {
  private static final TrainingPool.State STOCK =
      new TrainingPool.State(50, Duration.ofMillis(2500), 7, new Lag(9, Duration.ofSeconds(3)));

  private final SettableClock clock = new SettableClock();
  private final Learner learner = new FakeLearners().create();
  private final MetricsWindow window =
      new MetricsWindow(
          "one",
          Duration.ofSeconds(1),
          new AlertDetector(AlertThresholds.defaults()),
          Set::of,
          clock);

  @Test
  void scalarsAreAveragedOverTheInterval() {
    // given
    window.add(new StepMetrics(1, Map.of("d_loss", 1.0)), Duration.ofMillis(100));
    window.add(new StepMetrics(2, Map.of("d_loss", 4.0)), Duration.ofMillis(300));
    assertThat(window.due(learner, STOCK, 1, false)).isEmpty();

    // when
    clock.now = clock.now.plusSeconds(1);
    TrainingMetrics metrics = window.due(learner, STOCK, 1, false).orElseThrow();

    // then
    assertThat(metrics.getTrainerId()).isEqualTo("one");
    assertThat(metrics.getScalars()).isEqualTo(Map.of("d_loss", 2.5, "ema_drift", 0.5));
    assertThat(metrics.getStepsPerSecond()).isCloseTo(5, within(1e-9));
    assertThat(metrics.getPairsPerSecond()).isCloseTo(5 * FakeLearners.EXAMPLES, within(1e-9));
    assertThat(metrics.getWindowPairs()).isEqualTo(50);
    assertThat(metrics.getWindowAgeSeconds()).isEqualTo(2.5);
    assertThat(metrics.getFreshPairs()).isEqualTo(7);
    assertThat(metrics.getSkippedSteps()).isEqualTo(1);
    assertThat(metrics.getAlerts()).isEmpty();
    assertThat(metrics.getMeasuredAt()).isEqualTo(clock.now);
  }

  @Test
  void eachStepCountsInOneAverageOnly() {
    // given
    window.add(new StepMetrics(1, Map.of("d_loss", 1.0)), Duration.ofMillis(100));
    clock.now = clock.now.plusSeconds(1);
    assertThat(window.due(learner, STOCK, 1, false)).isPresent();

    // when
    window.add(new StepMetrics(2, Map.of("d_loss", 3.0)), Duration.ofMillis(100));
    clock.now = clock.now.plusSeconds(1);

    // then
    assertThat(window.due(learner, STOCK, 1, false).orElseThrow().getScalars())
        .containsEntry("d_loss", 3.0);
    clock.now = clock.now.plusSeconds(1);
    assertThat(window.due(learner, STOCK, 1, false)).isEmpty();
  }

  @Test
  void beforeARestWhatThereIsGoesOutAtOnce() {
    // when
    window.add(new StepMetrics(1, Map.of("d_loss", 1.0)), Duration.ofMillis(100));

    // then
    assertThat(window.due(learner, STOCK, 1, true)).isPresent();
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

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

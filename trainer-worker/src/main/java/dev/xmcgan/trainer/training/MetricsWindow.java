package dev.xmcgan.trainer.training;

import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.trainer.alerts.AlertDetector;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.replay.TrainingPool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Averages the scalars of steps until it is time to publish them. */
final class MetricsWindow {
  private final String trainerId;
  private final Duration interval;
  private final AlertDetector detector;
  private final Supplier<Set<TrainingAlert>> standing;
  private final Clock clock;
  private final Map<String, Double> sums = new HashMap<>();
  private int steps;
  private Duration busy = Duration.ZERO;
  private Instant published;

  /**
   * @param standing alerts that others raise
   */
  MetricsWindow(
      String trainerId,
      Duration interval,
      AlertDetector detector,
      Supplier<Set<TrainingAlert>> standing,
      Clock clock) {
    this.trainerId = trainerId;
    this.interval = interval;
    this.detector = detector;
    this.standing = standing;
    this.clock = clock;
    this.published = clock.instant();
  }

  /** A step was done and took so long. */
  void add(StepMetrics metrics, Duration took) {
    metrics.scalars().forEach((name, value) -> sums.merge(name, value, Double::sum));
    steps++;
    busy = busy.plus(took);
  }

  /**
   * The averages since the last time, when there are any and the interval is over.
   *
   * @param stock what there is to learn from
   * @param skipped steps given up so far
   * @param idle whether no step will follow for now; then the interval does not matter
   */
  Optional<TrainingMetrics> due(
      Learner learner, TrainingPool.State stock, long skipped, boolean idle) {
    Instant now = clock.instant();
    if (steps == 0 || (!idle && Duration.between(published, now).compareTo(interval) < 0)) {
      return Optional.empty();
    }
    Map<String, Double> averages = new HashMap<>();
    sums.forEach((name, sum) -> averages.put(name, sum / steps));
    averages.putAll(learner.measure());
    double stepsPerSecond = steps / Math.max(1e-9, busy.toNanos() / 1e9);
    var metrics =
        TrainingMetrics.newBuilder()
            .setTrainerId(trainerId)
            .setStep(learner.stepCount())
            .setPairsSeen(learner.pairsSeen())
            .setWindowPairs(stock.windowPairs())
            .setStepsPerSecond(stepsPerSecond)
            .setPairsPerSecond(stepsPerSecond * learner.examplesPerStep())
            .setWindowAgeSeconds(stock.windowAge().toMillis() / 1e3)
            .setFreshPairs(stock.freshPairs())
            .setSkippedSteps(skipped)
            .setAlerts(alerts(learner.stepCount(), averages, skipped))
            .setScalars(averages)
            .setMeasuredAt(now.truncatedTo(ChronoUnit.MILLIS))
            .build();
    sums.clear();
    steps = 0;
    busy = Duration.ZERO;
    published = now;
    return Optional.of(metrics);
  }

  private List<TrainingAlert> alerts(long step, Map<String, Double> averages, long skipped) {
    return Stream.concat(
            standing.get().stream(), detector.observe(step, steps, averages, skipped).stream())
        .toList();
  }
}

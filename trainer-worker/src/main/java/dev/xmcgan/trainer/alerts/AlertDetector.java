package dev.xmcgan.trainer.alerts;

import dev.xmcgan.schemas.TrainingAlert;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Raises an alert when a symptom has lasted, and lowers it when the symptom is gone. Knows only the
 * averages that it is told, so that the same averages raise the same alerts. Not thread-safe.
 */
public final class AlertDetector {
  /** Accuracies of a batch jump about; an average over so many steps does not. */
  private static final double SMOOTHING_STEPS = 50;

  private final AlertThresholds thresholds;

  /** The step since which each symptom has been there without a break. */
  private final Map<TrainingAlert, Long> since = new EnumMap<>(TrainingAlert.class);

  private final Deque<Skips> skips = new ArrayDeque<>();
  private OptionalDouble accuracy = OptionalDouble.empty();

  /** So many skips had there been when a step was done. */
  private record Skips(long step, long total) {}

  public AlertDetector(AlertThresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * Takes note of a stretch of training.
   *
   * @param step number of its last step
   * @param steps how many steps it had
   * @param averages its scalars; {@code d_accuracy} and {@code fake_spread} are looked at, where
   *     there are any
   * @param skipped steps given up so far
   * @return what is wrong now
   */
  public Set<TrainingAlert> observe(
      long step, int steps, Map<String, Double> averages, long skipped) {
    Set<TrainingAlert> raised = EnumSet.noneOf(TrainingAlert.class);
    long start = step - steps;
    if (averages.containsKey("d_accuracy")) {
      double now = smoothed(averages.get("d_accuracy"), steps);
      lasting(
          TrainingAlert.DISCRIMINATOR_TOO_STRONG,
          now >= thresholds.tooStrong(),
          start,
          step,
          thresholds.pinnedSteps(),
          raised);
      lasting(
          TrainingAlert.DISCRIMINATOR_GUESSING,
          Math.abs(now - 0.5) <= thresholds.guessing(),
          start,
          step,
          thresholds.pinnedSteps(),
          raised);
    }
    if (averages.containsKey("fake_spread")) {
      lasting(
          TrainingAlert.CONSTANT_IMAGES,
          averages.get("fake_spread") <= thresholds.constantSpread(),
          start,
          step,
          thresholds.constantSteps(),
          raised);
    }
    if (skippedLately(step, skipped) >= thresholds.skips()) {
      raised.add(TrainingAlert.NON_FINITE_STEPS);
    }
    return raised;
  }

  private void lasting(
      TrainingAlert alert,
      boolean symptom,
      long start,
      long step,
      long steps,
      Set<TrainingAlert> raised) {
    if (!symptom) {
      since.remove(alert);
    } else if (step - since.computeIfAbsent(alert, first -> start) >= steps) {
      raised.add(alert);
    }
  }

  private double smoothed(double value, int steps) {
    double weight = 1 - Math.exp(-steps / SMOOTHING_STEPS);
    double next = accuracy.orElse(value) * (1 - weight) + value * weight;
    accuracy = OptionalDouble.of(next);
    return next;
  }

  private long skippedLately(long step, long total) {
    if (skips.isEmpty() || skips.getLast().total() > total) {
      skips.clear();
    }
    skips.addLast(new Skips(step, total));
    while (skips.size() > 1 && skips.getFirst().step() < step - thresholds.skipSteps()) {
      skips.removeFirst();
    }
    return total - skips.getFirst().total();
  }
}

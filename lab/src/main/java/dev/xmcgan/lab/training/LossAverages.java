package dev.xmcgan.lab.training;

import dev.xmcgan.model.training.StepMetrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Means of the scalars since the last report. */
final class LossAverages {
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private int steps;

  void add(StepMetrics metrics) {
    metrics.scalars().forEach((name, value) -> sums.merge(name, value, Double::sum));
    steps++;
  }

  /** One line with all means; begins anew. */
  String take() {
    String line =
        sums.entrySet().stream()
            .map(entry -> String.format("%s %.3f", entry.getKey(), entry.getValue() / steps))
            .collect(Collectors.joining("  "));
    sums.clear();
    steps = 0;
    return line;
  }
}

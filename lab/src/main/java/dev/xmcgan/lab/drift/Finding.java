package dev.xmcgan.lab.drift;

import dev.xmcgan.evaluation.scores.EvaluationReport;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How well a model knew the old and the new.
 *
 * @param share of each batch that was new; empty before the drift
 * @param step iterations since the drift
 */
record Finding(OptionalDouble share, long step, Map<Concept, EvaluationReport> reports) {

  /** A figure of a kind of scenes; 0 when no caption asked for it. */
  double figure(Concept concept, String metric) {
    return reports.get(concept).score(metric).map(score -> score.value()).orElse(0.0);
  }

  /**
   * What is left of the old figure that fell most, as a share of what it was; above 1 when all
   * rose.
   */
  double kept(Finding before) {
    return Concept.OLD.metrics().stream()
        .filter(metric -> before.figure(Concept.OLD, metric) > 0)
        .mapToDouble(metric -> figure(Concept.OLD, metric) / before.figure(Concept.OLD, metric))
        .min()
        .orElse(1);
  }
}

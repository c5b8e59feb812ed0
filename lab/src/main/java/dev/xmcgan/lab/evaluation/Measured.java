package dev.xmcgan.lab.evaluation;

import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import java.util.ArrayList;
import java.util.List;

/** What could be measured, and why the rest could not: hours of drawing are not lost with it. */
record Measured(EvaluationReport report, List<String> failures) {
  static Measured of(List<ImageEvaluation> evaluations) {
    List<EvaluationReport> reports = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (ImageEvaluation evaluation : evaluations) {
      try {
        reports.add(evaluation.report());
      } catch (IllegalArgumentException e) {
        failures.add(e.getMessage());
      }
    }
    if (reports.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", failures));
    }
    return new Measured(EvaluationReport.of(reports), failures);
  }

  /** With the figures of other images. */
  Measured and(EvaluationReport other) {
    return new Measured(EvaluationReport.of(List.of(report, other)), failures);
  }
}

package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.distances.KernelDistance;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.ScoreJson;
import dev.xmcgan.evaluation.scores.Scores;
import dev.xmcgan.schemas.EvaluationScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds a checkpoint's scores against those of the served one: not worse by more than a margin in
 * any.
 *
 * @param kid by what share of the served one's KID may be higher, beyond its deviation over subsets
 * @param rPrecision by how much R-precision may be lower
 */
record Margins(double kid, double rPrecision) {

  /**
   * What the comparison gave.
   *
   * @param failures one line for each metric that is too much worse
   */
  record Outcome(List<EvaluationScore> scores, List<String> failures) {}

  /**
   * Compares metric by metric.
   *
   * @param served of the same captions and seeds; empty when nothing is served
   */
  Outcome compare(List<Score> candidate, List<Score> served) {
    List<EvaluationScore> scores = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Score score : candidate) {
      String metric = score.protocol().metric();
      Optional<Score> other =
          served.stream().filter(each -> each.protocol().metric().equals(metric)).findFirst();
      Optional<Double> margin = other.map(this::margin);
      scores.add(
          EvaluationScore.newBuilder()
              .setMetric(metric)
              .setValue(score.value())
              .setDeviation(score.deviation().orElse(null))
              .setServing(other.map(Score::value).orElse(null))
              .setMargin(margin.orElse(null))
              .setProtocol(ScoreJson.protocol(score.protocol()).toString())
              .build());
      other
          .filter(each -> worse(metric, each, score) > margin.orElseThrow())
          .ifPresent(each -> failures.add(failure(metric, each, score, margin.orElseThrow())));
    }
    return new Outcome(scores, failures);
  }

  private double margin(Score served) {
    return switch (served.protocol().metric()) {
      case KernelDistance.METRIC -> kid * Math.abs(served.value()) + served.deviation().orElse(0.0);
      case RPrecision.METRIC -> rPrecision;
      default -> throw new IllegalArgumentException("no margin for " + served.protocol().metric());
    };
  }

  private static double worse(String metric, Score served, Score candidate) {
    double above = Scores.compare(served, candidate);
    return metric.equals(KernelDistance.METRIC) ? above : -above;
  }

  private static String failure(String metric, Score served, Score candidate, double margin) {
    return String.format(
        Locale.ROOT,
        "%s %.4f is worse than %.4f of the served checkpoint by more than %.4f",
        metric,
        candidate.value(),
        served.value(),
        margin);
  }
}

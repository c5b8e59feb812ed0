package dev.xmcgan.lab.ablation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.ProtocolMismatchException;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the finished runs found, side by side. */
final class AblationTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AblationSettings settings;
  // by variant; in each the reports in the order of the seeds
  private final Map<Variant, List<EvaluationReport>> results;

  /**
   * A table of finished runs.
   *
   * @param results one report or more for each variant, in the order of the rows
   */
  AblationTable(AblationSettings settings, Map<Variant, List<EvaluationReport>> results) {
    this.settings = settings;
    this.results = new LinkedHashMap<>(results);
  }

  /** Rows of variants, columns of metrics, each {@code mean ± deviation}; the real images last. */
  String markdown() {
    List<String> metrics = metrics();
    StringBuilder text = new StringBuilder("| variant | runs |");
    metrics.forEach(metric -> text.append(' ').append(heading(metric)).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(metrics.size())).append('\n');
    results.forEach(
        (variant, reports) -> {
          text.append("| ").append(variant.name()).append(" | ").append(reports.size());
          metrics.forEach(metric -> text.append(" | ").append(spread(reports, metric).text()));
          text.append(" |\n");
        });
    first()
        .ifPresent(
            report -> {
              text.append("| *real images* | ");
              metrics.forEach(metric -> text.append(" | ").append(real(report, metric)));
              text.append(" |\n");
            });
    return text.toString();
  }

  /** The same with the settings and the figure of every run. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.set("settings", JSON.valueToTree(settings));
    ObjectNode variants = root.putObject("variants");
    results.forEach(
        (variant, reports) -> {
          ObjectNode figures = variants.putObject(variant.name());
          for (String metric : metrics()) {
            Spread spread = spread(reports, metric);
            ObjectNode figure = figures.putObject(metric);
            figure.put("mean", spread.mean()).put("deviation", spread.deviation());
            spread.values().forEach(figure.withArray("values")::add);
          }
        });
    return root.toPrettyString() + "\n";
  }

  private List<String> metrics() {
    return first()
        .map(report -> report.generated().stream().map(score -> score.protocol().metric()).toList())
        .orElse(List.of());
  }

  private Optional<EvaluationReport> first() {
    return results.values().stream().flatMap(List::stream).findFirst();
  }

  private Spread spread(List<EvaluationReport> reports, String metric) {
    Score reference = first().flatMap(report -> report.score(metric)).orElseThrow();
    List<Double> values = new ArrayList<>();
    for (EvaluationReport report : reports) {
      Score score =
          report
              .score(metric)
              .orElseThrow(() -> CommandException.failed("a run was judged without " + metric));
      try {
        values.add(reference.value() + Scores.compare(reference, score));
      } catch (ProtocolMismatchException e) {
        throw CommandException.failed("runs were judged differently: " + e.getMessage(), e);
      }
    }
    return new Spread(values);
  }

  private static String real(EvaluationReport report, String metric) {
    return report.realScore(metric).map(score -> "%.3f".formatted(score.value())).orElse("–");
  }

  private static String heading(String metric) {
    return metric.startsWith(SceneEvaluation.JUDGE_METRIC)
        ? metric.substring(SceneEvaluation.JUDGE_METRIC.length())
        : metric;
  }
}

package dev.xmcgan.evaluation.scores;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param generated scores of the generated images
 * @param real the same of the real ones, where there is such a thing: what a perfect generator
 *     would get from this judge
 */
public record EvaluationReport(List<Score> generated, List<Score> real) {

  public EvaluationReport {
    generated = List.copyOf(generated);
    real = List.copyOf(real);
  }

  /** What several evaluations of the same images found. */
  public static EvaluationReport of(List<EvaluationReport> reports) {
    return new EvaluationReport(
        reports.stream().flatMap(report -> report.generated.stream()).toList(),
        reports.stream().flatMap(report -> report.real.stream()).toList());
  }

  /** The generated images' score of a metric, such as {@code judge-shape} or {@code kid}. */
  public Optional<Score> score(String metric) {
    return of(generated, metric);
  }

  /** The real images' score of a metric. */
  public Optional<Score> realScore(String metric) {
    return of(real, metric);
  }

  /** {@code {"generated": [scores], "real": [scores]}}. */
  public String json() {
    JsonObject json = new JsonObject();
    json.add("generated", ScoreJson.array(generated));
    json.add("real", ScoreJson.array(real));
    return JsonUtils.GSON_PRETTY.toJson(json) + "\n";
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException naming what is missing or wrong
   */
  public static EvaluationReport read(String json) {
    JsonObject root;
    try {
      root = JsonUtils.GSON.fromJson(json, JsonObject.class);
    } catch (JsonParseException | ClassCastException e) {
      throw new IllegalArgumentException("evaluation report: no JSON object", e);
    }
    if (root == null) {
      throw new IllegalArgumentException("evaluation report: no JSON object");
    }
    return new EvaluationReport(
        ScoreJson.read(root.get("generated")), ScoreJson.read(root.get("real")));
  }

  private static Optional<Score> of(List<Score> scores, String metric) {
    return scores.stream().filter(score -> score.protocol().metric().equals(metric)).findFirst();
  }
}

package dev.xmcgan.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AblationTableTest {
  private static final AblationSettings SETTINGS = new AblationSettings(10, 8, 4, 20, 30);
  private static final Variant NONE = Variants.named(List.of("none")).get(0);
  private static final Variant ALL = Variants.named(List.of("all")).get(0);

  @Test
  void showsMeanAndDeviationOfEachVariantAboveTheRealImages() {
    // given
    AblationTable table = table(List.of(report("judge", 0.1, 50), report("judge", 0.3, 70)));

    // then
    assertThat(table.markdown())
        .isEqualTo(
            """
            | variant | runs | colour | fid |
            |---|---|---|---|
            | none | 2 | 0.200 ± 0.141 | 60.0 ± 14.1 |
            | all | 1 | 0.900 | 5.000 |
            | *real images* |  | 1.000 | – |
            """);
  }

  @Test
  void jsonHasTheFigureOfEveryRun() throws IOException {
    // when
    AblationTable table = table(List.of(report("judge", 0.1, 50), report("judge", 0.3, 70)));
    JsonNode json = new ObjectMapper().readTree(table.json());

    // then
    assertThat(json.at("/settings/steps").asInt()).isEqualTo(10);
    JsonNode fid = json.at("/variants/none/fid");
    assertThat(fid.path("mean").asDouble()).isEqualTo(60);
    assertThat(fid.path("deviation").asDouble()).isEqualTo(Math.sqrt(200));
    assertThat(fid.path("values")).hasSize(2);
    assertThat(fid.at("/values/1").asDouble()).isEqualTo(70);
  }

  @Test
  void runsThatWereJudgedDifferentlyAreNotPutIntoOneTable() {
    AblationTable table = table(List.of(report("judge", 0.1, 50), report("another", 0.3, 70)));

    assertThatThrownBy(table::markdown)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("judged differently")
        .hasMessageContaining("another");
  }

  @Test
  void nothingFinishedIsAnEmptyTable() {
    assertThat(new AblationTable(SETTINGS, Map.of()).markdown())
        .isEqualTo("| variant | runs |\n|---|---|\n");
  }

  private static AblationTable table(List<EvaluationReport> none) {
    Map<Variant, List<EvaluationReport>> results = new LinkedHashMap<>();
    results.put(NONE, none);
    results.put(ALL, List.of(report("judge", 0.9, 5)));
    return new AblationTable(SETTINGS, results);
  }

  private static EvaluationReport report(String network, double colour, double fid) {
    FeatureSource source = new FeatureSource(network, "scenes", "bicubic");
    return new EvaluationReport(
        List.of(
            Score.of(source.protocol("judge-colour", 30, 0), colour),
            Score.of(source.protocol("fid", 30, 30), fid)),
        List.of(Score.of(source.protocol("judge-colour", 30, 0), 1)));
  }
}

package dev.xmcgan.lab.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DriftTableTest {
  private static final Finding BEFORE = finding(OptionalDouble.empty(), 0, 0.8, 0.5, 0.1);

  @Test
  void theFigureThatFellMostDecidesWhatIsKept() {
    assertThat(BEFORE.kept(BEFORE)).isEqualTo(1);
    // background fell by a quarter, shape rose
    assertThat(after(0.5, 100, 0.6, 0.7).kept(BEFORE)).isCloseTo(0.75, within(1e-12));
    // all rose, background least
    assertThat(after(0.5, 100, 0.9, 0.6).kept(BEFORE)).isCloseTo(1.125, within(1e-12));
  }

  @Test
  void onlySharesThatKeepNineTenthsAtTheLastStepAreNamed() {
    // given
    DriftTable table =
        new DriftTable(
            BEFORE,
            List.of(
                after(0.25, 100, 0.6, 0.5),
                after(0.25, 200, 0.73, 0.5),
                after(0.5, 100, 0.8, 0.5),
                after(0.5, 200, 0.7, 0.5)));

    // then
    assertThat(table.markdown().strip().lines().reduce((one, other) -> other))
        .contains("No old figure fell by more than 10 % in 200 steps with a share of: 0.25");
    assertThat(new DriftTable(BEFORE, List.of(after(1, 9, 0.1, 0.1))).markdown())
        .contains("none of these");
  }

  @Test
  void everyFindingIsARowWithAFigureForEachColumn() {
    // when
    List<String> lines =
        new DriftTable(BEFORE, List.of(after(0.25, 100, 0.6, 0.5))).markdown().lines().toList();

    // then
    assertThat(lines.get(0))
        .startsWith("| share of new | steps | old background | old colour |")
        .endsWith("| new background | new colour | new shape | kept of old |");
    assertThat(lines.subList(0, 4)).allMatch(line -> columns(line) == columns(lines.get(0)));
    assertThat(lines.get(2)).startsWith("| – | 0 | 0.800 |").endsWith("| 0.100 | 1.00 |");
    assertThat(lines.get(3)).startsWith("| 0.25 | 100 | 0.600 |").endsWith("| 0.75 |");
  }

  private static long columns(String line) {
    return line.chars().filter(c -> c == '|').count();
  }

  private static Finding after(double share, long step, double background, double shape) {
    return finding(OptionalDouble.of(share), step, background, shape, 0.3);
  }

  private static Finding finding(
      OptionalDouble share, long step, double background, double shape, double fresh) {
    Map<Concept, EvaluationReport> reports = new EnumMap<>(Concept.class);
    for (Concept concept : Concept.values()) {
      double first = concept == Concept.OLD ? background : fresh;
      double others = concept == Concept.OLD ? shape : fresh;
      reports.put(
          concept,
          report(
              concept.metrics().get(0),
              first,
              concept.metrics().subList(1, concept.metrics().size()),
              others));
    }
    return new Finding(share, step, reports);
  }

  private static EvaluationReport report(
      String first, double value, List<String> others, double othersValue) {
    FeatureSource source = new FeatureSource("judge", "scenes", "bicubic");
    Score[] scores = new Score[others.size() + 1];
    scores[0] = Score.of(source.protocol(first, 10, 0), value);
    for (int i = 0; i < others.size(); i++) {
      scores[i + 1] = Score.of(source.protocol(others.get(i), 10, 0), othersValue);
    }
    return new EvaluationReport(Arrays.asList(scores), List.of());
  }
}

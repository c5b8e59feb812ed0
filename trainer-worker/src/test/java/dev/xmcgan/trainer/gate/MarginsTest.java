package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.ProtocolMismatchException;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.schemas.EvaluationScore;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("promise-5")
class MarginsTest {
  private static final Margins MARGINS = new Margins(0.25, 0.1);

  /** The served one has KID 4 with a deviation of 0.5, so that 1.5 more are allowed. */
  @ParameterizedTest
  @CsvSource({
    "1,   0.9, 0",
    "5.4, 0.5, 0",
    "5.6, 0.5, 1",
    "4, 0.41, 0",
    "4, 0.39, 1",
    "5.6, 0.39, 2",
  })
  void notWorseThanTheMarginInAnyMetric(double kid, double rPrecision, int failures) {
    // when
    Margins.Outcome outcome =
        MARGINS.compare(
            List.of(kid(kid), rPrecision(rPrecision)), List.of(kid(4), rPrecision(0.5)));

    // then
    assertThat(outcome.failures()).hasSize(failures);
    EvaluationScore first = outcome.scores().get(0);
    assertThat(first.getMetric()).isEqualTo("kid");
    assertThat(first.getValue()).isEqualTo(kid);
    assertThat(first.getServing()).isEqualTo(4);
    assertThat(first.getMargin()).isEqualTo(1.5);
    assertThat(first.getProtocol()).contains("\"network\":\"judge\"");
  }

  @Test
  void aFailureSaysBothFigures() {
    assertThat(MARGINS.compare(List.of(kid(9)), List.of(kid(4))).failures())
        .containsExactly(
            "kid 9.0000 is worse than 4.0000 of the served checkpoint by more than 1.5000");
  }

  @Test
  void withoutAServedOneScoresAreWrittenDownAlone() {
    // when
    Margins.Outcome outcome = MARGINS.compare(List.of(kid(9)), List.of());

    // then
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.scores().get(0).getServing()).isNull();
    assertThat(outcome.scores().get(0).getMargin()).isNull();
  }

  @Test
  void whatWasMeasuredDifferentlyIsNotCompared() {
    Score other = Score.of(new FeatureSource("judge", "other", "none").protocol("kid", 8, 8), 1);

    assertThatThrownBy(() -> MARGINS.compare(List.of(kid(1)), List.of(other)))
        .isInstanceOf(ProtocolMismatchException.class);
  }

  private static Score kid(double value) {
    return Score.of(
        new FeatureSource("judge", "held-out", "none").protocol("kid", 8, 8), value, 0.5);
  }

  private static Score rPrecision(double value) {
    return Score.of(
        new FeatureSource("judge", "held-out", "none").protocol("r-precision", 8, 0), value);
  }
}

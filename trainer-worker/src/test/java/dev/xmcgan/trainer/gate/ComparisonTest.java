package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.ProtocolMismatchException;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.trainer.config.GateConfig;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.gate.Comparison.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("promise-5")
@Tag("promise-8")
class ComparisonTest {
  private static final GateConfig.Margin MARGINS = Keys.of(Map.of()).gate().margin();
  private static final int CAPTIONS = 128;

  @Test
  void theSameIsNeitherWorseNorBetter() {
    // when
    Comparison comparison = compare(right(0.95, 1), right(0.95, 1), right(0.95, 1));

    // then
    assertThat(comparison.failures()).isEmpty();
    assertThat(comparison.gains()).isEmpty();
    assertThat(comparison.movesBest()).isFalse();
  }

  @Test
  void whatIsWithinChanceIsNotWorse() {
    // given: three of 128 others are wrong, as many were wrong before
    assertThat(compare(right(0.95, 2), right(0.95, 1), right(0.95, 1)).failures()).isEmpty();
  }

  @Test
  void whatIsWorseBeyondChanceSaysByHowMuch() {
    // when
    double[] good = right(0.95, 1);
    Comparison comparison = compare(right(0.80, 1), good, good);

    // then
    assertThat(comparison.failures())
        .singleElement()
        .asString()
        .matches(
            "judge-everything of anchors 0.7\\d+ is worse than 0.9\\d+ of good, which serves,"
                + " by 0.0\\d+ to 0.2\\d+ \\(95 %\\), 0.0200 are allowed");
    EvaluationScore score = comparison.scores().get(0);
    assertThat(score.getSet()).isEqualTo("anchors");
    assertThat(score.getServingHigh()).isNegative();
    assertThat(score.getBestLow()).isLessThan(score.getBestHigh());
    assertThat(score.getMargin()).isEqualTo(0.02);
  }

  /** Each is worse than the one before by less than the margin. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void elevenReleasesCannotWalkAway(long seed) {
    // given
    double[] best = fine(0.98, seed);
    double[] before = best;
    int passed = 0;

    // when
    for (int i = 1; i <= 11; i++) {
      double[] candidate = fine(0.98 - 0.015 * i, seed);
      assertThat(compare(candidate, before, before).failures()).as("by the one before").isEmpty();
      if (compare(candidate, before, best).failures().isEmpty()) {
        passed++;
      }
      before = candidate;
    }

    // then
    assertThat(passed).isEqualTo(1);
  }

  @Test
  void theBestMovesOnlyUp() {
    assertThat(compare(right(0.95, 1), right(0.80, 1), right(0.80, 1)).movesBest()).isTrue();
    assertThat(compare(right(0.95, 1), right(0.80, 1), right(0.96, 1)).movesBest()).isFalse();
  }

  @Test
  void aGainInOneSetDoesNotPayForALossInTheOther() {
    // given
    Map<String, List<Measure>> candidate =
        Map.of("anchors", List.of(share(right(0.80, 1))), "fresh", List.of(share(right(1, 1))));
    Reference good =
        new Reference(
            "good",
            "which serves",
            Map.of(
                "anchors", List.of(share(right(0.95, 1))), "fresh", List.of(share(right(0.5, 1)))));

    // when
    Comparison comparison =
        new Comparison(MARGINS, candidate, Optional.of(good), Optional.of(good));

    // then
    assertThat(comparison.gains()).containsExactly("judge-everything of fresh");
    assertThat(comparison.failures()).singleElement().asString().contains("of anchors");
    assertThat(comparison.movesBest()).isFalse();
  }

  @Test
  void withNothingToCompareWithFiguresAreWrittenDownAlone() {
    // when
    Comparison comparison =
        new Comparison(
            MARGINS,
            Map.of("fresh", List.of(share(right(0.5, 1)))),
            Optional.empty(),
            Optional.empty());

    // then
    assertThat(comparison.failures()).isEmpty();
    assertThat(comparison.movesBest()).isTrue();
    assertThat(comparison.scores().get(0).getServing()).isNull();
    assertThat(comparison.scores().get(0).getMargin()).isNull();
  }

  @Test
  void whatWasMeasuredDifferentlyIsNotCompared() {
    Measure other =
        Measure.share(
            new FeatureSource("judge", "other", "none").protocol("judge-everything", 8, 8),
            right(0.5, 1));
    Reference good = new Reference("good", "which serves", Map.of("anchors", List.of(other)));

    assertThatThrownBy(
            () ->
                new Comparison(
                    MARGINS,
                    Map.of("anchors", List.of(share(right(0.5, 1)))),
                    Optional.of(good),
                    Optional.of(good)))
        .isInstanceOf(ProtocolMismatchException.class);
  }

  private static Comparison compare(double[] candidate, double[] served, double[] best) {
    return new Comparison(
        MARGINS,
        Map.of("anchors", List.of(share(candidate))),
        Optional.of(
            new Reference("good", "which serves", Map.of("anchors", List.of(share(served))))),
        Optional.of(
            new Reference(
                served == best ? "good" : "best",
                "the best so far",
                Map.of("anchors", List.of(share(best))))));
  }

  private static Measure share(double[] values) {
    return Measure.share(
        new FeatureSource("judge", "set", "none").protocol("judge-everything", CAPTIONS, 0),
        values);
  }

  /** Right or wrong, that share of them right. */
  private static double[] right(double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[CAPTIONS];
    for (int i = 0; i < CAPTIONS; i++) {
      values[i] = random.nextDouble() < share ? 1 : 0;
    }
    return values;
  }

  /** Values around a mean, each with the same deviation from it whatever the mean. */
  private static double[] fine(double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[CAPTIONS];
    for (int i = 0; i < CAPTIONS; i++) {
      values[i] = mean + 0.01 * (random.nextDouble() - 0.5);
    }
    return values;
  }
}

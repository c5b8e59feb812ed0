package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {

  private static final FeatureSource SOURCE = new FeatureSource("net-1", "none", "none");

  @Test
  void sureAndVariedAnswersGetTheNumberOfClasses() {
    // given: every class equally often, each time with certainty
    float[][] rows = new float[400][4];
    for (int i = 0; i < rows.length; i++) {
      rows[i][i % 4] = 1;
    }

    // when
    Score score = InceptionScore.score(FeatureRows.of(rows), 1, 0, SOURCE);

    // then
    assertThat(score.value()).isCloseTo(4, within(1e-9));
  }

  @Test
  void answersThatAreAllAlikeGetOne() {
    // given
    float[][] rows = new float[50][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {0.5f, 0.25f, 0.25f, 0};
    }

    // when
    Score score = InceptionScore.score(FeatureRows.of(rows), 10, 0, SOURCE);

    // then
    assertThat(score.value()).isCloseTo(1, within(1e-9));
    assertThat(score.deviation().orElseThrow()).isCloseTo(0, within(1e-9));
  }

  @Test
  void twoAnswersFollowTheFormulaByHand() {
    // given
    float[][] rows = {{0.75f, 0.25f}, {0.25f, 0.75f}};

    // when
    Score score = InceptionScore.score(FeatureRows.of(rows), 1, 0, SOURCE);

    // then: both KL are ¾ ln 1.5 + ¼ ln 0.5
    double divergence = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    assertThat(score.value()).isCloseTo(Math.exp(divergence), within(1e-9));
  }

  @Test
  void splitsAreShuffledBySeed() {
    // given: sorted by class, so that unshuffled splits would see one class each
    float[][] rows = new float[200][2];
    for (int i = 0; i < rows.length; i++) {
      rows[i][i / 100] = 1;
    }

    // when
    Score score = InceptionScore.score(FeatureRows.of(rows), 10, 3, SOURCE);

    // then: without the shuffle the score would be 1
    assertThat(score.value()).isBetween(1.8, 2.0);
    assertThat(InceptionScore.score(FeatureRows.of(rows), 10, 3, SOURCE)).isEqualTo(score);
    assertThat(InceptionScore.score(FeatureRows.of(rows), 10, 4, SOURCE).value())
        .isNotEqualTo(score.value());
  }

  @Test
  void rowsThatAreNoDistributionAreRefused() {
    // given
    float[][] logits = {{2, 3}, {1, -1}};

    // when, then
    assertThatThrownBy(() -> InceptionScore.score(FeatureRows.of(logits), 1, 0, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum to 5");
  }

  @Test
  void moreSplitsThanImagesAreRefused() {
    // given
    float[][] rows = {{1, 0}};

    // when, then
    assertThatThrownBy(() -> InceptionScore.score(FeatureRows.of(rows), 10, 0, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 images")
        .hasMessageContaining("10 splits");
  }
}

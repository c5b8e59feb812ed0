package dev.xmcgan.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.ProtocolMismatchException;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RPrecisionTest {

  private static final FeatureSource SOURCE = new FeatureSource("net-1", "none", "none");
  private static final RetrievalOptions USUAL = RetrievalOptions.usual(5);

  @Test
  void imagesLikeTheirCaptionsAllFindThem() {
    // given: lengths differ, directions are the same
    float[][] captions = vectors(150, 16, 1);
    float[][] images = new float[150][16];
    for (int i = 0; i < 150; i++) {
      for (int j = 0; j < 16; j++) {
        images[i][j] = captions[i][j] * (1 + i);
      }
    }

    // when
    Score score =
        RPrecision.score(
            FeatureRows.of(images), FeatureRows.of(captions), texts(150), USUAL, SOURCE);

    // then
    assertThat(score.value()).isCloseTo(1, within(1e-12));
    assertThat(score.deviation().orElseThrow()).isCloseTo(0, within(1e-12));
  }

  @Test
  void imagesUnrelatedToCaptionsHitOneInAHundred() {
    // given
    float[][] images = vectors(3000, 8, 2);
    float[][] captions = vectors(3000, 8, 3);

    // when
    Score score =
        RPrecision.score(
            FeatureRows.of(images), FeatureRows.of(captions), texts(3000), USUAL, SOURCE);

    // then
    assertThat(score.value()).isBetween(0.004, 0.017);
  }

  @Test
  void imagesOfTheNextCaptionFindNone() {
    // given: each image shows exactly what another image's caption says, of only 100 captions
    float[][] captions = vectors(100, 16, 4);
    float[][] images = new float[100][];
    for (int i = 0; i < 100; i++) {
      images[i] = captions[(i + 1) % 100];
    }

    // when
    Score score =
        RPrecision.score(
            FeatureRows.of(images), FeatureRows.of(captions), texts(100), USUAL, SOURCE);

    // then
    assertThat(score.value()).isZero();
  }

  @Test
  void theSameCaptionOfAnotherImageIsNoRival() {
    // given: every caption twice, with vectors that fit both of its images
    float[][] distinct = vectors(100, 16, 6);
    float[][] both = new float[200][];
    List<String> texts = IntStream.range(0, 200).mapToObj(i -> "caption " + i % 100).toList();
    for (int i = 0; i < 200; i++) {
      both[i] = distinct[i % 100];
    }

    // when
    Score score =
        RPrecision.score(FeatureRows.of(both), FeatureRows.of(both), texts, USUAL, SOURCE);

    // then: as a rival it would tie, and a tie is a miss
    assertThat(score.value()).isCloseTo(1, within(1e-12));
  }

  @Test
  void anImageThatFitsAllCaptionsAlikeFindsNone() {
    // given
    float[][] same = new float[120][];
    for (int i = 0; i < 120; i++) {
      same[i] = new float[] {1, 2};
    }

    // when
    Score score =
        RPrecision.score(FeatureRows.of(same), FeatureRows.of(same), texts(120), USUAL, SOURCE);

    // then
    assertThat(score.value()).isZero();
  }

  @Test
  void fewerThanAHundredDistinctCaptionsAreRefused() {
    // given: 198 images, 99 captions
    float[][] vectors = vectors(198, 4, 7);
    List<String> texts = IntStream.range(0, 198).mapToObj(i -> "caption " + i % 99).toList();

    // when, then
    assertThatThrownBy(
            () ->
                RPrecision.score(
                    FeatureRows.of(vectors), FeatureRows.of(vectors), texts, USUAL, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("among 100 captions")
        .hasMessageContaining("has 99");
  }

  @Test
  void othersAreFixedBySeed() {
    // given: images half like their captions
    float[][] captions = vectors(400, 8, 8);
    float[][] images = vectors(400, 8, 9);
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 8; j++) {
        images[i][j] = images[i][j] + captions[i][j];
      }
    }

    // when
    Score first =
        RPrecision.score(
            FeatureRows.of(images), FeatureRows.of(captions), texts(400), USUAL, SOURCE);
    Score again =
        RPrecision.score(
            FeatureRows.of(images), FeatureRows.of(captions), texts(400), USUAL, SOURCE);
    Score other =
        RPrecision.score(
            FeatureRows.of(images),
            FeatureRows.of(captions),
            texts(400),
            RetrievalOptions.usual(6),
            SOURCE);

    // then
    assertThat(first).isEqualTo(again);
    assertThat(first.value()).isBetween(0.1, 0.9).isNotEqualTo(other.value());
    assertThat(first.protocol().parameters())
        .containsEntry("others", "99")
        .containsEntry("folds", "10")
        .containsEntry("seed", "5");
  }

  @Test
  void scoresOfOtherCaptionsAreNotComparable() {
    // given
    float[][] vectors = vectors(120, 8, 10);
    List<String> other = IntStream.range(0, 120).mapToObj(i -> "other " + i).toList();
    Score first =
        RPrecision.score(
            FeatureRows.of(vectors), FeatureRows.of(vectors), texts(120), USUAL, SOURCE);
    Score second =
        RPrecision.score(FeatureRows.of(vectors), FeatureRows.of(vectors), other, USUAL, SOURCE);

    // when, then
    assertThatThrownBy(() -> Scores.compare(first, second))
        .isInstanceOf(ProtocolMismatchException.class)
        .hasMessageContaining("parameters.captions");
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "caption " + i).toList();
  }

  private static float[][] vectors(int count, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[count][width];
    for (float[] vector : vectors) {
      for (int i = 0; i < width; i++) {
        vector[i] = (float) random.nextDouble(-1, 1);
      }
    }
    return vectors;
  }
}

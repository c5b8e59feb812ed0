package dev.xmcgan.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearMatcherTest {
  private static final int HIDDEN = 8;
  private static final int CAPTION = 12;
  private static final int PAIRS = 120;

  /** Fewer features than pairs, and more. */
  @ParameterizedTest
  @ValueSource(ints = {20, 300})
  void tellsPairsItHasNotSeenWhereImagesSayWhatCaptionsSay(int features) {
    // given
    Pairs pairs = Pairs.of(features, 7);

    // when
    double precision = precision(pairs.images(), pairs.captions());

    // then: a guess gets .01
    System.out.printf("R-precision with %d features: %.3f%n", features, precision);
    assertThat(precision).isGreaterThan(0.8);
  }

  @Test
  void guessesWhereCaptionsAreOfOtherImages() {
    assertThat(precision(Pairs.of(40, 7).images(), Pairs.of(40, 8).captions())).isLessThan(0.1);
  }

  @Test
  void aFeatureThatNeverChangesDoesNoHarm() {
    // given
    Pairs pairs = Pairs.of(20, 7);
    for (float[] row : pairs.images()) {
      row[3] = 5;
    }

    // then
    assertThat(precision(pairs.images(), pairs.captions())).isGreaterThan(0.8);
  }

  @Test
  void refusesTooFewPairs() {
    assertThatThrownBy(() -> LinearMatcher.train(new float[9][4], new float[9][4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 10");
    assertThatThrownBy(() -> LinearMatcher.train(new float[12][4], new float[11][4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 and 11");
  }

  /** Learned from the first half, measured on the second. */
  private static double precision(float[][] images, float[][] captions) {
    LinearMatcher matcher =
        LinearMatcher.train(Arrays.copyOf(images, PAIRS), Arrays.copyOf(captions, PAIRS));
    return RPrecision.score(
            FeatureRows.of(matcher.images(last(images))),
            FeatureRows.of(matcher.captions(last(captions))),
            IntStream.range(0, PAIRS).mapToObj(i -> "caption " + i).toList(),
            RetrievalOptions.usual(1),
            new FeatureSource("test", "test", "none"))
        .value();
  }

  private static float[][] last(float[][] rows) {
    return Arrays.copyOfRange(rows, PAIRS, rows.length);
  }

  /** Images and captions made of the same hidden numbers; what is hidden hangs on the seed. */
  @SuppressWarnings("ArrayRecordComponent") // changed by a test, never compared
  private record Pairs(float[][] images, float[][] captions) {
    static Pairs of(int features, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[][] hidden = normals(random, 2 * PAIRS, HIDDEN, 1);
      float[][] images = normals(random, 2 * PAIRS, features, 0.3);
      SplittableRandom world = new SplittableRandom(99);
      addProduct(hidden, normals(world, HIDDEN, features, 1), images);
      float[][] captions = new float[2 * PAIRS][CAPTION];
      addProduct(hidden, normals(world, HIDDEN, CAPTION, 1), captions);
      return new Pairs(images, captions);
    }

    private static float[][] normals(SplittableRandom random, int rows, int width, double scale) {
      float[][] values = new float[rows][width];
      for (float[] row : values) {
        for (int j = 0; j < width; j++) {
          row[j] = (float) (scale * random.nextGaussian());
        }
      }
      return values;
    }

    private static void addProduct(float[][] left, float[][] right, float[][] to) {
      for (int i = 0; i < left.length; i++) {
        for (int j = 0; j < right[0].length; j++) {
          for (int k = 0; k < right.length; k++) {
            to[i][j] += left[i][k] * right[k][j];
          }
        }
      }
    }
  }
}

package dev.xmcgan.model.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnergyScoreTest {
  private static final int EDGE = 8;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void ofPlainImagesItIsTheirGreysDistances() {
    // when: two captions, of which each size of the images says the same
    double score = score(plain(0.2, 0.5), plain(0.8, 0.5), plain(0.3, 0.5));

    // then: ½ (|0.2 − 0.3| + |0.8 − 0.3| − |0.2 − 0.8|) = 0, and 0 for three of a kind
    assertThat(score).isCloseTo(0, within(2e-3));
    assertThat(score(plain(0.2), plain(0.2), plain(0.6))).isCloseTo(0.4, within(2e-3));
    assertThat(score(plain(0.2), plain(0.4), plain(0.6))).isCloseTo(0.2, within(2e-3));
  }

  @Test
  void whoDrawsBothOfTwoRealImagesAsOftenHasTheLeastScore() {
    // given: real images are black or white at even chances
    double onlyBlack = expectedScore(0);
    double onlyGrey =
        (score(plain(0.5), plain(0.5), plain(0)) + score(plain(0.5), plain(0.5), plain(1))) / 2;

    // then: ½ − p (1 − p)
    assertThat(onlyBlack).isCloseTo(0.5, within(2e-3));
    assertThat(onlyGrey).isCloseTo(0.5, within(2e-3));
    assertThat(expectedScore(0.25)).isCloseTo(0.5 - 0.1875, within(2e-3));
    assertThat(expectedScore(0.5)).isCloseTo(0.25, within(2e-3));
    assertThat(expectedScore(0.8)).isCloseTo(0.5 - 0.16, within(2e-3));
  }

  @Test
  void whatDiffersInTextureAloneIsTheSameOnceShrunk() {
    // given: stripes one pixel wide, and the same a pixel further
    float[] stripes = new float[3 * EDGE * EDGE];
    float[] moved = new float[stripes.length];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = i % 2;
      moved[i] = 1 - i % 2;
    }
    Shape shape = new Shape(1, 3, EDGE, EDGE);

    // then
    assertThat(score(manager.create(stripes, shape), manager.create(moved, shape), plain(0.5)))
        .isCloseTo(0, within(2e-3));
  }

  @Test
  void anObjectCountsWhereItIsHoweverMuchTheBackgroundDiffers() {
    // given: at a quarter of the edge one pixel of four is the object; then there is the mean
    NDArray drawn = withObject(0, 0.3);

    // when
    double like = score(drawn, drawn, withObject(1, 0.3));
    double unlike = score(drawn, drawn, withObject(1, 0.5));

    // then: ½ (¼ 0.2 + ¼ 0.2); of whole images it would be ½ (√(¾ + ¼ 0.2²) − √¾ + ¼ 0.2) = 0.03
    assertThat(unlike - like).isCloseTo(0.05, within(2e-3));
  }

  @Test
  void imagesAreDrawnToTheRealOneAndAwayFromEachOther() {
    // given
    NDArray x = plain(0.4);
    NDArray other = plain(0.5);
    x.setRequiresGradient(true);
    other.setRequiresGradient(true);

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(EnergyScore.of(x, other, plain(0.9)));
    }

    // then: x is further from the real one: drawn there and pushed off the other just as much, ½ −
    // ½;
    // the other is drawn there and pushed on
    assertThat(x.getGradient().sum().getFloat()).isCloseTo(0, within(1e-3f));
    assertThat(other.getGradient().sum().getFloat()).isCloseTo(-1, within(1e-3f));
  }

  /** Of a generator that draws white with probability p and black else. */
  private double expectedScore(double p) {
    double[] chances = {1 - p, p};
    double expected = 0;
    for (int x = 0; x < 2; x++) {
      for (int other = 0; other < 2; other++) {
        for (int y = 0; y < 2; y++) {
          expected += chances[x] * chances[other] * 0.5 * score(plain(x), plain(other), plain(y));
        }
      }
    }
    return expected;
  }

  private static double score(NDArray x, NDArray other, NDArray real) {
    return EnergyScore.of(x, other, real).getFloat();
  }

  /** One image of that background whose upper left quarter is an object. */
  private NDArray withObject(double background, double object) {
    float[] values = new float[3 * EDGE * EDGE];
    for (int i = 0; i < values.length; i++) {
      boolean upper = i / EDGE % EDGE < EDGE / 2;
      boolean left = i % EDGE < EDGE / 2;
      values[i] = (float) (upper && left ? object : background);
    }
    return manager.create(values, new Shape(1, 3, EDGE, EDGE)).duplicate();
  }

  private NDArray plain(double... greys) {
    float[] values = new float[greys.length * 3 * EDGE * EDGE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) greys[i / (3 * EDGE * EDGE)];
    }
    return manager.create(values, new Shape(greys.length, 3, EDGE, EDGE)).duplicate();
  }
}

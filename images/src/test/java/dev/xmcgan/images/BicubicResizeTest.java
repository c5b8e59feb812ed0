package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicResizeTest {

  @ParameterizedTest
  @CsvSource({"13,17,5,7", "8,8,16,16", "20,9,9,20", "64,64,47,3", "1,1,4,4", "7,5,1,1"})
  void agreesWithASumOverAllPixels(int height, int width, int newHeight, int newWidth) {
    // given
    float[] planes = random(3 * height * width, 1);

    // when
    float[] out = BicubicResize.resize(planes, height, width, newHeight, newWidth);

    // then
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          double expected = bruteForce(planes, channel, height, width, newHeight, newWidth, y, x);
          assertThat((double) out[(channel * newHeight + y) * newWidth + x])
              .as("channel %d, row %d, column %d", channel, y, x)
              .isCloseTo(Math.max(0, Math.min(1, expected)), within(2e-6));
        }
      }
    }
  }

  @Test
  void halvingARampGivesNumbersWorkedOutByHand() {
    // given
    float[] ramp = new float[16];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i / 16f;
    }

    // when
    float[] half = BicubicResize.resize(ramp, 1, 16, 1, 8);

    // then: inside, a linear ramp stays linear
    assertThat((double) half[3]).isCloseTo(6.5 / 16, within(1e-6));
    assertThat((double) half[4]).isCloseTo(8.5 / 16, within(1e-6));
    // at the edge: pixels 0…4 with k(¼), k(¼), k(¾), k(5/4), k(7/4), a = −½, renormalised
    double[] kernel = {0.8671875, 0.8671875, 0.2265625, -0.0703125, -0.0234375};
    double edge = 0;
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      edge += kernel[i] * ramp[i];
      sum += kernel[i];
    }
    assertThat((double) half[0]).isCloseTo(edge / sum, within(1e-6));
  }

  @Test
  void aCheckerboardShrinksToGreyAndNotToAMoire() {
    // given
    float[] board = new float[64 * 64];
    for (int i = 0; i < board.length; i++) {
      board[i] = (i / 64 + i % 64) % 2;
    }

    // when
    float[] small = BicubicResize.resize(board, 64, 64, 20, 20);

    // then: away from the edges
    for (int y = 2; y < 18; y++) {
      for (int x = 2; x < 18; x++) {
        assertThat(small[y * 20 + x]).isCloseTo(0.5f, within(0.02f));
      }
    }
  }

  @Test
  void sameSizeLeavesEveryBit() {
    // given
    float[] planes = random(3 * 6 * 6, 2);

    // when
    float[] out = BicubicResize.resize(planes, 6, 6, 6, 6);

    // then
    assertThat(out).containsExactly(planes);
  }

  @Test
  void overshootIsCut() {
    // given: a hard edge, at which the kernel swings over
    float[] edge = {0, 0, 0, 0, 1, 1, 1, 1};

    // when
    float[] large = BicubicResize.resize(edge, 1, 8, 1, 32);

    // then
    for (float value : large) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void valuesThatFillNoPlaneAreRefused() {
    // when, then
    assertThatThrownBy(() -> BicubicResize.resize(new float[10], 3, 3, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 values");
  }

  /** Every pixel of the plane weighed by the two-dimensional kernel, in double. */
  private static double bruteForce(
      float[] planes,
      int channel,
      int height,
      int width,
      int newHeight,
      int newWidth,
      int y,
      int x) {
    double sum = 0;
    double weights = 0;
    for (int row = 0; row < height; row++) {
      double vertical = weight(row, height, newHeight, y);
      for (int column = 0; column < width; column++) {
        double weight = vertical * weight(column, width, newWidth, x);
        sum += weight * planes[(channel * height + row) * width + column];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static double weight(int pixel, int size, int newSize, int target) {
    double scale = (double) size / newSize;
    double distance = Math.abs(pixel + 0.5 - (target + 0.5) * scale) / Math.max(1, scale);
    double a = -0.5;
    if (distance <= 1) {
      return (a + 2) * Math.pow(distance, 3) - (a + 3) * Math.pow(distance, 2) + 1;
    }
    return distance >= 2
        ? 0
        : a * Math.pow(distance, 3) - 5 * a * Math.pow(distance, 2) + 8 * a * distance - 4 * a;
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }
}

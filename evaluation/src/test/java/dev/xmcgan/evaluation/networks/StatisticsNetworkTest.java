package dev.xmcgan.evaluation.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.RgbImage;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class StatisticsNetworkTest {
  private static final int EDGE = StatisticsNetwork.INPUT;
  private static final int COLOURS_AND_VARIATION = 96;
  private static final int EDGES = 128;
  private static final int TEXTURES = 1024;

  private static final RgbImage RED = painted((x, y) -> 0xff0000);
  private static final RgbImage GREEN = painted((x, y) -> 0x00ff00);
  private static final RgbImage UPRIGHT = painted((x, y) -> x / 8 % 2 == 0 ? 0xffffff : 0);
  private static final RgbImage LEVEL = painted((x, y) -> y / 8 % 2 == 0 ? 0xffffff : 0);
  private static final RgbImage FINE = painted((x, y) -> (x + y) % 2 == 0 ? 0xffffff : 0);

  @Test
  void saysTheSameOfAnImageAlwaysAndBesideWhateverOthers() {
    // given
    float[] first = describe(RED, UPRIGHT)[1];

    // when
    float[] again = describe(UPRIGHT)[0];

    // then
    assertThat(again).hasSize(COLOURS_AND_VARIATION + EDGES + TEXTURES);
    assertThat(distance(first, again, 0, first.length)).isLessThan(1e-4);
  }

  @Test
  void seesColours() {
    float[][] seen = describe(RED, GREEN);
    assertThat(distance(seen[0], seen[1], 0, COLOURS_AND_VARIATION)).isGreaterThan(1);
    assertThat(distance(seen[0], seen[1], COLOURS_AND_VARIATION, EDGES))
        .as("neither has an edge")
        .isLessThan(1e-4);
  }

  @Test
  void seesWhichWayEdgesRunWhereColoursAreTheSame() {
    float[][] seen = describe(UPRIGHT, LEVEL);
    assertThat(distance(seen[0], seen[1], 0, COLOURS_AND_VARIATION)).isLessThan(1e-3);
    assertThat(distance(seen[0], seen[1], COLOURS_AND_VARIATION, EDGES)).isGreaterThan(0.1);
  }

  @Test
  void seesTexturesWhereColoursAreTheSame() {
    float[][] seen = describe(UPRIGHT, FINE);
    assertThat(distance(seen[0], seen[1], 0, COLOURS_AND_VARIATION)).isLessThan(1e-3);
    assertThat(distance(seen[0], seen[1], COLOURS_AND_VARIATION + EDGES, TEXTURES))
        .isGreaterThan(0.1);
  }

  private static float[][] describe(RgbImage... images) {
    try (StatisticsNetwork network = StatisticsNetwork.open()) {
      return new ImageDescriber(network, 4).describe(List.of(images)).features();
    }
  }

  private static double distance(float[] left, float[] right, int from, int count) {
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += Math.pow(left[i] - right[i], 2);
    }
    return Math.sqrt(squares);
  }

  private static RgbImage painted(IntBinaryOperator colour) {
    int[] pixels = new int[EDGE * EDGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = colour.applyAsInt(i % EDGE, i / EDGE);
    }
    return RgbImage.ofPacked(EDGE, EDGE, pixels);
  }
}

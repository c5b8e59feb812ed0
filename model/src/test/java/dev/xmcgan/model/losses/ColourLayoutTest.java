package dev.xmcgan.model.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColourLayoutTest {
  private static final Path NAME = Path.of(PretrainedImageEncoder.COLOUR_LAYOUT);

  private NDManager manager;
  private PretrainedImageEncoder layout;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    layout = PretrainedImageEncoder.load(NAME, Device.cpu());
  }

  @AfterEach
  void close() {
    layout.close();
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64})
  void meanColoursOfNineSquaresFromTheirMean(int edge) {
    // given
    SplittableRandom random = new SplittableRandom(edge);
    float[] pixels = new float[3 * edge * edge];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }

    // when
    float[] seen =
        layout.features(manager.create(pixels, new Shape(1, 3, edge, edge))).toFloatArray();

    // then
    float[] expected = new float[27];
    for (int colour = 0; colour < 3; colour++) {
      float mean = 0;
      for (int place = 0; place < 9; place++) {
        int at = colour * 9 + place;
        expected[at] = square(pixels, edge, colour, place / 3, place % 3);
        mean += expected[at] / 9;
      }
      for (int place = 0; place < 9; place++) {
        expected[colour * 9 + place] -= mean;
      }
    }
    assertThat(seen).containsExactly(expected, within(1e-5f));
  }

  @Test
  void whatIsLeftInsteadOfRightMatchesWorseAndIsMovedThere() {
    // given: red left of blue and its mirror image
    NDArray real = manager.ones(new Shape(2, 3, 16, 16)).mul(0.5f);
    paint(real, 0, 0, 2);
    paint(real, 1, 2, 0);
    NDArray mirrored = real.flip(3).duplicate();
    mirrored.setRequiresGradient(true);

    // when
    double right = layout.match(real, real).loss().getFloat();
    double wrong;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = layout.match(mirrored, real).loss();
      wrong = loss.getFloat();
      collector.backward(loss);
    }

    // then: less of the first image's red is asked for on its right, more on its left
    assertThat(right).isLessThan(0.1);
    assertThat(wrong).isGreaterThan(10);
    NDArray change = mirrored.getGradient().neg();
    assertThat(change.get("0,0,:,12:").mean().getFloat()).isNegative();
    assertThat(change.get("0,0,:,:4").mean().getFloat()).isPositive();
  }

  @Test
  void itsNameIsItsId() {
    assertThat(layout.id()).isEqualTo("colour-layout");
    assertThat(PretrainedImageEncoder.isBuiltIn(NAME)).isTrue();
    assertThat(PretrainedImageEncoder.isBuiltIn(Path.of("colour-layout.pt"))).isFalse();
  }

  private static float square(float[] pixels, int edge, int colour, int down, int across) {
    float sum = 0;
    for (int y = 0; y < edge / 2; y++) {
      for (int x = 0; x < edge / 2; x++) {
        int row = y + down * edge / 4;
        int column = x + across * edge / 4;
        sum += pixels[(colour * edge + row) * edge + column];
      }
    }
    return sum / (edge / 2) / (edge / 2);
  }

  /** One colour on the left quarter, one on the right. */
  private static void paint(NDArray images, int image, int left, int right) {
    images.set(new NDIndex("{},{},:,:4", image, left), 1f);
    images.set(new NDIndex("{},{},:,12:", image, right), 1f);
  }
}

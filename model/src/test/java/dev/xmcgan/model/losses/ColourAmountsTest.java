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

class ColourAmountsTest {
  private static final Path NAME = Path.of(PretrainedImageEncoder.COLOUR_AMOUNTS);
  private static final int RED = 0;
  private static final int BLUE = 2;

  private NDManager manager;
  private PretrainedImageEncoder amounts;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    amounts = PretrainedImageEncoder.load(NAME, Device.cpu());
  }

  @AfterEach
  void close() {
    amounts.close();
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 64})
  void theGramMatrixOfWhatIsAboveTheMeanAndWhatIsBelow(int edge) {
    // given
    SplittableRandom random = new SplittableRandom(edge);
    int count = edge * edge;
    double[][] channels = new double[3][count];
    float[] pixels = new float[3 * count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
      channels[i / count][i % count] = pixels[i];
    }

    // when
    float[] seen =
        amounts.features(manager.create(pixels, new Shape(1, 3, edge, edge))).toFloatArray();

    // then
    float[] expected = new float[36];
    for (int i = 0; i < expected.length; i++) {
      for (int pixel = 0; pixel < count; pixel++) {
        expected[i] +=
            (float) (part(channels, i / 6, pixel) * part(channels, i % 6, pixel) / count);
      }
    }
    assertThat(seen).containsExactly(expected, within(1e-5f));
  }

  @Test
  void whereThingsAreDoesNotMatter() {
    NDArray image = manager.randomUniform(0, 1, new Shape(1, 3, 16, 16));

    float[] turned = amounts.features(image.flip(3)).toFloatArray();

    assertThat(turned).containsExactly(amounts.features(image).toFloatArray(), within(1e-5f));
  }

  @Test
  void whatIsSmallInsteadOfLargeMatchesWorseAndIsMadeLarger() {
    // given: much red and a little blue, and the other way round
    NDArray real = manager.ones(new Shape(2, 3, 16, 16)).mul(0.5f);
    paint(real, 0, RED, 6, BLUE, 3);
    paint(real, 1, RED, 3, BLUE, 6);
    NDArray exchanged = manager.ones(new Shape(2, 3, 16, 16)).mul(0.5f);
    paint(exchanged, 0, RED, 3, BLUE, 6);
    paint(exchanged, 1, RED, 6, BLUE, 3);
    exchanged.setRequiresGradient(true);

    // when
    double right = amounts.match(real, real).loss().getFloat();
    double wrong;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = amounts.match(exchanged, real).loss();
      wrong = loss.getFloat();
      collector.backward(loss);
    }

    // then: more red is asked for where there is some in the first image, and less blue
    assertThat(right).isLessThan(0.5);
    assertThat(wrong).isGreaterThan(5);
    NDArray change = exchanged.getGradient().neg();
    assertThat(change.get("0,0,:3,:3").mean().getFloat()).isPositive();
    assertThat(change.get("0,2,10:,10:").mean().getFloat()).isNegative();
  }

  @Test
  void itsNameIsItsId() {
    assertThat(amounts.id()).isEqualTo("colour-amounts");
    assertThat(PretrainedImageEncoder.isBuiltIn(NAME)).isTrue();
  }

  /** How far a pixel's red, green or blue is above the mean, or (3 to 5) below. */
  private static double part(double[][] channels, int part, int pixel) {
    double[] channel = channels[part % 3];
    double mean = 0;
    for (double value : channel) {
      mean += value / channel.length;
    }
    double apart = channel[pixel] - mean;
    return Math.max(0, part < 3 ? apart : -apart);
  }

  /** A square of one colour in the upper left corner, one of another in the lower right. */
  private static void paint(
      NDArray images, int image, int first, int edge, int second, int otherEdge) {
    images.set(new NDIndex("{},{},:{},:{}", image, first, edge, edge), 1f);
    int from = 16 - otherEdge;
    images.set(new NDIndex("{},{},{}:,{}:", image, second, from, from), 1f);
  }
}

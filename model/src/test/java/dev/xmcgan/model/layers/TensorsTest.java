package dev.xmcgan.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.golden.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {

  private NDManager manager;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void readsRowsAsMapsInTheOrderRowColumnChannel() {
    // given
    NDArray rows = manager.arange(2 * 3 * 4 * 5).reshape(2, 60);

    // when
    NDArray map = Tensors.channelsLast(rows, 3, 4);

    // then
    assertThat(map.getShape()).isEqualTo(new Shape(2, 5, 3, 4));
    assertThat(map.getInt(1, 2, 1, 3)).isEqualTo(60 + 1 * 20 + 3 * 5 + 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void repeatsPixelsInBothDirections(long factor) {
    // given
    NDArray x = manager.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5);

    // when
    NDArray up = Tensors.upsample(x, factor);

    // then
    assertThat(up).isEqualTo(x.repeat(2, factor).repeat(3, factor));
    assertThat(Tensors.toChannelsLast(x)).isEqualTo(x);
  }

  @ParameterizedTest
  @CsvSource({"1,1,4,4", "3,5,8,8", "2,7,5,3"})
  void takesUpsamplingIntoTheConvolution(int batch, int channels, int height, int width) {
    // given
    NDArray x = Initialisation.normal(manager, new Shape(batch, channels, height, width), 1, 1);
    NDArray weight = Initialisation.normal(manager, new Shape(6, channels, 3, 3), 2, 1);
    NDArray bias = Initialisation.normal(manager, new Shape(6), 3, 1);

    // when
    NDArray composed = UpsampledConvolution.compose(weight, manager);
    NDArray y = UpsampledConvolution.apply(x, composed, bias, Upsampling.NEAREST);

    // then
    NDArray plain = Tensors.convolution(Tensors.upsample(x, 2), weight, bias);
    Golden.assertClose("convolution of the up-sampled map", y, plain, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"1,1,4,4", "3,5,8,8", "2,7,5,3"})
  void takesSmoothUpsamplingIntoTheConvolution(int batch, int channels, int height, int width) {
    // given
    NDArray x = Initialisation.normal(manager, new Shape(batch, channels, height, width), 1, 1);
    NDArray weight = Initialisation.normal(manager, new Shape(6, channels, 3, 3), 2, 1);
    NDArray bias = Initialisation.normal(manager, new Shape(6), 3, 1);

    // when
    NDArray composed = UpsampledConvolution.compose(weight, manager);
    NDArray y = UpsampledConvolution.apply(x, composed, bias, Upsampling.SMOOTH);

    // then: with nothing around the map it is the smooth map's own edge that is convolved
    NDArray around = Tensors.upsampleSmoothly(padded(x)); // two pixels more at each edge
    Shape one = new Shape(1, 1);
    NDArray convolved =
        around
            .getNDArrayInternal()
            .convolution(around, weight, bias, one, new Shape(0, 0), one, 1)
            .singletonOrThrow();
    NDArray plain = convolved.get(":,:,1:-1,1:-1");
    Golden.assertClose("convolution of the smoothly up-sampled map", y, plain, 1e-6);
  }

  @Test
  void aPixelBetweenTwoIsThreePartsOfTheNearerOne() {
    // given
    NDArray x = manager.create(new float[] {0, 4, 8}, new Shape(1, 1, 1, 3));

    // when
    NDArray up = Tensors.upsampleSmoothly(x);

    // then
    assertThat(up.get("0,0,0").toFloatArray()).containsExactly(0, 1, 3, 5, 7, 8);
    assertThat(up.get("0,0,1").toFloatArray()).containsExactly(0, 1, 3, 5, 7, 8);
  }

  private NDArray padded(NDArray x) {
    Shape shape = x.getShape();
    NDArray padded =
        manager.zeros(new Shape(shape.get(0), shape.get(1), shape.get(2) + 2, shape.get(3) + 2));
    padded.set(new NDIndex(":,:,1:-1,1:-1"), x);
    return padded;
  }

  @ParameterizedTest
  @CsvSource({"1,1,4,4", "3,5,8,8", "2,7,6,10"})
  void convolvesForSquaresOfPixels(int batch, int channels, int height, int width) {
    // given
    NDArray x = Initialisation.normal(manager, new Shape(batch, channels, height, width), 1, 1);
    NDArray weight = Initialisation.normal(manager, new Shape(3, channels, 3, 3), 2, 1);
    NDArray bias = Initialisation.normal(manager, new Shape(3), 3, 1);

    // when
    NDArray kernel = SquareConvolution.compose(weight, manager);
    NDArray biases = SquareConvolution.repeat(bias, manager);
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    NDArray squares = // (B,12,H/2,W/2)
        x.getNDArrayInternal().convolution(x, kernel, biases, two, one, one, 1).singletonOrThrow();

    // then
    NDArray y =
        squares
            .reshape(batch, 2, 2, 3, height / 2, width / 2)
            .transpose(0, 3, 4, 1, 5, 2)
            .reshape(batch, 3, height, width);
    NDArray plain = Tensors.convolution(x, weight, bias);
    Golden.assertClose("convolution for squares of pixels", y, plain, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"1,1,4,4", "3,5,8,8", "2,7,6,10"})
  void takesPoolingIntoTheConvolution(int batch, int channels, int height, int width) {
    // given
    NDArray x = Initialisation.normal(manager, new Shape(batch, channels, height, width), 1, 1);
    NDArray weight = Initialisation.normal(manager, new Shape(6, channels, 3, 3), 2, 1);
    NDArray bias = Initialisation.normal(manager, new Shape(6), 3, 1);

    // when
    NDArray y = PooledConvolution.apply(x, weight, bias);

    // then
    NDArray plain = Tensors.averagePool(Tensors.convolution(x, weight, bias));
    Golden.assertClose("mean of the convolution", y, plain, 1e-6);
  }

  @Test
  void givesARowTheSameBitsWhateverRowsAreBesideIt() {
    // given
    NDArray x = Initialisation.normal(manager, new Shape(16, 384), 1, 1);
    NDArray weight = Initialisation.normal(manager, new Shape(640, 384), 2, 1);
    NDArray bias = Initialisation.normal(manager, new Shape(640), 3, 1);

    // when
    NDArray together = Tensors.denseInGroups(x, weight, bias);

    // then
    for (int row = 0; row < 16; row++) {
      NDArray alone = Tensors.denseInGroups(x.get(row).expandDims(0), weight, bias);
      assertThat(alone.toFloatArray()).containsExactly(together.get(row).toFloatArray());
    }
    float[] expected = Tensors.dense(x, weight, bias).toFloatArray();
    assertThat(together.toFloatArray()).containsExactly(expected, within(1e-3f));
  }

  @Test
  void rectifiesInPlaceWithItsGradient() {
    // given
    NDArray x = manager.create(new float[] {-2, 3, -1, 5}, new Shape(2, 2));
    x.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      // when
      NDArray sum = x.add(1); // needs no result of its own to go back
      NDArray rectified = Tensors.reluInPlace(sum);
      collector.backward(rectified.mul(rectified).sum());
      // then
      assertThat(rectified.toFloatArray()).containsExactly(0, 4, 0, 6);
      assertThat(sum.toFloatArray()).containsExactly(0, 4, 0, 6);
      assertThat(x.getGradient().toFloatArray()).containsExactly(0, 8, 0, 12);
    }
  }

  @Test
  void keepsZeroRowsZeroWhenNormalising() {
    // given
    NDArray x = manager.create(new float[] {3, 4, 0, 0}, new Shape(2, 2));

    // when
    float[] normalised = Tensors.l2Normalise(x, 1).toFloatArray();

    // then
    assertThat(normalised).containsExactly(new float[] {0.6f, 0.8f, 0, 0}, within(1e-6f));
  }

  @Test
  void drawsGlorotNormalKernelsOfTheRightSpread() {
    // when
    NDArray kernel = Initialisation.glorotNormal(manager, new Shape(96, 64, 3, 3), 5);

    // then
    double expected = Math.sqrt(2.0 / (9 * (96 + 64)));
    float[] values = kernel.toFloatArray();
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
      assertThat(Math.abs(value)).isLessThan((float) (2 * expected / 0.8796));
    }
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(expected, within(0.01 * expected));
  }
}

package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of multiplying with frozen weights gives the same numbers. */
class MatmulKernelTest {

  private static final int ROWS = 34;
  private static final int IN = 800; // three parts, the last one shorter
  private static final int OUT = 48;
  private static final float TOLERANCE = 2e-6f;

  @TempDir private Path directory;

  static Stream<MatmulKernel> here() {
    return MatmulKernel.on(Device.cpu()).stream();
  }

  @ParameterizedTest
  @MethodSource("here")
  void multipliesAndAddsTheBias(MatmulKernel products) {
    try (NDManager owner = NDManager.newBaseManager(Device.cpu());
        NDManager scope = owner.newSubManager()) {
      // given
      NDArray x = random(scope, 1, new Shape(ROWS, IN));
      NDArray weight = random(scope, 2, new Shape(OUT, IN));
      NDArray bias = random(scope, 3, new Shape(OUT));
      NDArray expected = x.matMul(weight.transpose()).add(bias);
      Linear linear = products.layers(owner).of(weight, bias);
      // when
      NDArray product = linear.apply(x);
      NDArray activated = linear.gelu(x);
      // then
      assertThat(largestDifference(product, expected)).isLessThan(TOLERANCE);
      assertThat(largestDifference(activated, Activation.gelu(expected))).isLessThan(TOLERANCE);
      assertThat(product.getManager()).isSameAs(scope);
    }
  }

  @ParameterizedTest
  @EnumSource(MatmulKernel.class)
  void fillsRowsUpToAMultiple(MatmulKernel products) {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
      // given
      List<TokenSequence> captions =
          List.of(new TokenSequence(new long[17], 17), new TokenSequence(new long[5], 5));
      // when
      PackedSequences packed = new PackedSequences(captions, products.rowMultiple(), scope);
      // then
      assertThat(packed.rows() % products.rowMultiple()).isZero();
      assertThat(packed.rows()).isBetween(22, 22 + products.rowMultiple());
      assertThat(packed.filledFrom()).isEqualTo(22);
    }
  }

  @Test
  void aBertSaysTheSameByAnyOfThem() throws IOException {
    // given
    Path file = TinyBert.write(directory, "").resolve("model.safetensors");
    BertConfig config = BertConfig.read(directory.resolve("config.json"));
    List<TokenSequence> captions =
        Stream.of(5, 9, 9, 12).map(MatmulKernelTest::caption).toList(); // lengths that are mixed
    float[] expected = null;
    for (MatmulKernel products : MatmulKernel.on(Device.cpu())) {
      // when
      float[] states;
      try (BertModel model = BertModel.load(config, file, Device.cpu(), products)) {
        states = model.lastHiddenStates(captions).get(1);
      }
      // then
      assertThat(states).hasSize(9 * TinyBert.WIDTH);
      if (expected != null) {
        assertThat(states).containsExactly(expected, Offset.offset(1e-5f));
      }
      expected = states;
    }
  }

  private static TokenSequence caption(int length) {
    return new TokenSequence(new Random(length).longs(length, 0, 30_000).toArray(), length);
  }

  private static float largestDifference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  private static NDArray random(NDManager manager, long seed, Shape shape) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 32;
    }
    return manager.create(values, shape);
  }
}

package dev.xmcgan.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.lab.bench.plain.PlainGenerator;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is timed against each other must be the same function. */
class PlainGeneratorTest {
  private static final BenchmarkShape SHAPE = BenchmarkShape.official(64, 4, 24, 3, 7);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drawsWhatTheFastOneDraws(boolean training) {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Generator generator = new Generator(SHAPE.config());
      try (Parameters parameters = generator.newParameters(manager, 5);
          Parameters statistics = generator.newStatistics(manager)) {
        NDArray z = normal(manager, 1, 3, SHAPE.config().noiseSize());
        TextBatch text =
            new TextBatch(
                normal(manager, 2, 3, 7, 24), normal(manager, 3, 3, 24), new int[] {7, 7, 7});

        // when
        NDArray plain =
            new PlainGenerator(SHAPE.config()).draw(parameters, statistics, z, text, training);
        NDArray fast = generator.forward(parameters, statistics, z, text, training).image();

        // then
        double difference = plain.sub(fast).abs().max().getFloat();
        System.out.println("plain against fast, training " + training + ": " + difference);
        assertThat(difference).isCloseTo(0, within(3e-5));
        assertThat(fast.max().getFloat() - fast.min().getFloat()).isGreaterThan(0.1f);
      }
    }
  }

  private static NDArray normal(NDManager manager, long seed, long... shape) {
    return Initialisation.normal(manager, new Shape(shape), seed, 1);
  }
}

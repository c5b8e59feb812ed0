package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.state.Noise;
import dev.xmcgan.model.training.state.ServingStatistics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingStatisticsTest {

  private static final String NORM = "out/norm";

  @Test
  void momentsAreThoseOfTheMixture() {
    // given: known statistics of 0 and 1, and a batch's own
    Generator generator = new Generator(SmallPairs.config());
    try (NDManager manager = NDManager.newBaseManager();
        Parameters weights = generator.newParameters(manager, CounterRandom.stream(1, 1));
        ServingStatistics statistics = new ServingStatistics(generator.newStatistics(manager))) {
      var z = new Noise(3, 0).next(manager, 2, SmallPairs.config().noiseSize());
      TextBatch text = SmallPairs.encode(manager, List.of("red left", "blue top"));
      Map<String, float[]> batch =
          Map.of(
              "mean", floats(generator, weights, z, text, "/mean"),
              "variance", floats(generator, weights, z, text, "/variance"));

      // when
      statistics.update(generator, weights, z, text, 0.75);

      // then
      float[] mean = statistics.values().get(NORM + "/mean").toFloatArray();
      float[] variance = statistics.values().get(NORM + "/variance").toFloatArray();
      for (int channel = 0; channel < mean.length; channel++) {
        double m = batch.get("mean")[channel];
        double v = batch.get("variance")[channel];
        double expectedMean = 0.25 * m;
        double secondMoment = 0.75 * 1 + 0.25 * (v + m * m);
        assertThat((double) mean[channel]).isCloseTo(expectedMean, within(1e-6));
        assertThat((double) variance[channel])
            .isCloseTo(secondMoment - expectedMean * expectedMean, within(1e-5));
      }
    }
  }

  private static float[] floats(
      Generator generator, Parameters weights, NDArray z, TextBatch text, String moment) {
    return generator.sample(weights, z, text).statistics().get(NORM + moment).toFloatArray();
  }
}

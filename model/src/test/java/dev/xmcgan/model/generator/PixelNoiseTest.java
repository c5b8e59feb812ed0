package dev.xmcgan.model.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelNoiseTest {
  private static final int BATCH = 5;

  private final ModelConfig without = SmallModels.ofSize(64, StemInput.NOISE_AND_SENTENCE);
  private final Generator generator = new Generator(without.withPixelNoise(true));
  private NDManager manager;
  private Parameters parameters;
  private Parameters statistics;
  private NDArray z;
  private TextBatch text;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
    parameters = generator.newParameters(manager, 1);
    statistics = generator.newStatistics(manager);
    z = SmallModels.noise(manager, without, BATCH, 2);
    text = SmallModels.text(manager, without, BATCH, 3);
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void isOfMeanNoneAndVarianceOneAndUnlikeFromPixelToPixel() {
    // given: as many numbers as the starter has
    Generator starter =
        new Generator(ModelConfig.starter64().withWidths(1, 1).withPixelNoise(true));
    Parameters narrow = starter.newParameters(manager, 1);
    NDArray noise = SmallModels.noise(manager, starter.config(), BATCH, 2);

    // when
    NDArray maps =
        PixelNoise.training(starter.layout(), narrow, manager).orElseThrow().of(noise).get(0);

    // then: one map each
    assertThat(maps.getShape()).isEqualTo(new Shape(BATCH, 1, 64, 64));
    assertThat(maps.mean().getFloat()).isCloseTo(0, within(0.05f));
    assertThat(maps.square().mean().getFloat()).isCloseTo(1, within(0.05f));
    NDArray beside = maps.get(":,:,:,1:").mul(maps.get(":,:,:,:-1"));
    NDArray below = maps.get(":,:,1:,:").mul(maps.get(":,:,:-1,:"));
    assertThat(beside.mean().getFloat()).isCloseTo(0, within(0.05f));
    assertThat(below.mean().getFloat()).isCloseTo(0, within(0.05f));
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.5f})
  void isAsStrongInTruncatedNoise(float truncation) {
    assertThat(maps(z.mul(truncation)).sub(maps(z)).abs().max().getFloat()).isLessThan(1e-4f);
  }

  @Test
  void hangsOnTheImagesOwnNumbersAlone() {
    // given
    NDArray whole = maps(z);

    // then
    for (int image = 0; image < BATCH; image++) {
      NDIndex only = new NDIndex(image + ":" + (image + 1));
      assertThat(maps(z.get(only))).isEqualTo(whole.get(only));
    }
    assertThat(whole.get(0).sub(whole.get(1)).abs().mean().getFloat()).isGreaterThan(0.5f);
  }

  @Test
  void isNothingWhereItsStrengthsAreNone() {
    // given
    Parameters silent = new Parameters(manager);
    parameters
        .asMap()
        .forEach(
            (name, value) ->
                silent.put(
                    name,
                    GeneratorLayout.isNoise(name)
                        ? manager.zeros(value.getShape())
                        : value.duplicate()));
    NDArray plain = new Generator(without).forward(parameters, statistics, z, text, false).image();

    // when
    NDArray none = generator.forward(silent, statistics, z, text, false).image();
    NDArray some = generator.forward(parameters, statistics, z, text, false).image();

    // then
    assertThat(none).isEqualTo(plain);
    assertThat(some.sub(plain).abs().mean().getFloat()).isGreaterThan(1e-3f);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesNothingBehindWithTheParameters(boolean training) {
    // given
    int before = parameters.manager().getManagedArrays().size();

    // when
    generator.forward(parameters, statistics, z, text, training);

    // then
    assertThat(parameters.manager().getManagedArrays()).hasSize(before);
  }

  @Test
  void isAddedInStandardDeviationsOfAChannel() {
    // given
    Parameters wider = new Parameters(manager);
    statistics
        .asMap()
        .forEach(
            (name, value) ->
                wider.put(
                    name, name.endsWith("out/norm/variance") ? value.mul(4) : value.duplicate()));

    // when
    PixelNoise noise = evaluation(statistics);
    PixelNoise twice = evaluation(wider);

    // then
    assertThat(twice.strengths().get(0)).isEqualTo(noise.strengths().get(0));
    assertThat(twice.strengths().get(1).div(noise.strengths().get(1)).sub(2).abs().max().getFloat())
        .isLessThan(1e-4f);
  }

  private PixelNoise evaluation(Parameters moments) {
    return PixelNoise.evaluation(generator.layout(), parameters, moments, manager).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"block3/norm1/noise", "out/norm/noise"})
  void strengthsAreLearned(String strengths) {
    // given
    parameters.requireGradients(true);

    // when
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      GeneratorOutput output = generator.forward(parameters, statistics, z, text, true);
      collector.backward(output.image().square().mean());
    }

    // then
    float[] gradients = parameters.get(strengths).getGradient().toFloatArray();
    assertThat(gradients).doesNotContain(0);
  }

  private NDArray maps(NDArray numbers) {
    return evaluation(statistics).of(numbers).get(0);
  }
}

package dev.xmcgan.model.generator;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static dev.xmcgan.model.golden.Golden.assertCloseAbsolute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.official.OfficialParameters;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the generator against what the official JAX code returned. */
@ExtendWith(PrintsLargestError.class)
class OfficialGeneratorTest {

  private static final double IMAGE_TOLERANCE = 3e-5;
  private static final double GRADIENT_TOLERANCE = 1e-4;
  private static final double STATISTICS_TOLERANCE = 5e-6;

  /** A batch norm follows and removes any constant: their true gradient is zero. */
  private static final Pattern ZERO_GRADIENT =
      Pattern.compile("block[01]/conv0/bias|block([2-9])/(conv0|conv1|shortcut)/bias");

  @ParameterizedTest
  @ValueSource(strings = {"generator.safetensors", "generator-256.safetensors"})
  void drawsTheOfficialImagesWithRunningStatistics(String file) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load(file, manager);
      OfficialGenerator official = OfficialGenerator.of(golden, manager);

      // when
      GeneratorOutput output = forward(official, false);

      // then
      NDArray image = output.image().transpose(0, 2, 3, 1);
      assertCloseAbsolute("eval image", image, golden.tensor("out/eval/image"), IMAGE_TOLERANCE);
      assertThat(output.statistics()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"generator.safetensors", "generator-256.safetensors"})
  void drawsTheOfficialImagesWithPreparedWeights(String file) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load(file, manager);
      OfficialGenerator official = OfficialGenerator.of(golden, manager);
      try (PreparedGenerator prepared =
          official
              .generator()
              .prepare(official.parameters(), official.statistics(), Precision.FLOAT32)) {

        // when
        NDArray image = prepared.draw(official.z(), official.text()).transpose(0, 2, 3, 1);

        // then
        NDArray expected = golden.tensor("out/eval/image");
        assertCloseAbsolute("prepared image", image, expected, IMAGE_TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"generator.safetensors", "generator-256.safetensors"})
  void drawsTheOfficialImagesWithBatchStatisticsAndReturnsThem(String file) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load(file, manager);
      OfficialGenerator official = OfficialGenerator.of(golden, manager);
      Parameters before = official.statistics().copy(manager);

      // when
      GeneratorOutput output = forward(official, true);

      // then
      NDArray image = output.image().transpose(0, 2, 3, 1);
      assertCloseAbsolute("train image", image, golden.tensor("out/train/image"), IMAGE_TOLERANCE);
      before
          .asMap()
          .forEach((name, value) -> assertThat(official.statistics().get(name)).isEqualTo(value));

      // when
      Generator.updateStatistics(official.statistics(), output.statistics());

      // then
      Map<String, NDArray> expected =
          OfficialParameters.generator(golden.under("out/train/batch_stats/"), manager);
      assertThat(expected.keySet()).isEqualTo(official.statistics().names());
      expected.forEach(
          (name, value) ->
              assertClose(name, official.statistics().get(name), value, STATISTICS_TOLERANCE));
    }
  }

  @Test
  void givesTheOfficialGradients() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load("generator.safetensors", manager);
      OfficialGenerator official = OfficialGenerator.of(golden, manager);
      official.parameters().requireGradients(true);
      official.z().setRequiresGradient(true);
      official.text().words().setRequiresGradient(true);
      official.text().sentence().setRequiresGradient(true);
      NDArray weights = golden.tensor("in/grad_weights").transpose(0, 3, 1, 2);

      // when
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray image = forward(official, true).image();
        collector.backward(image.mul(weights).sum());
      }

      // then
      Map<String, NDArray> expected =
          OfficialParameters.generator(golden.under("out/train/grad/params/"), manager);
      assertThat(expected.keySet()).isEqualTo(official.parameters().names());
      expected.forEach(
          (name, value) -> {
            NDArray gradient = official.parameters().get(name).getGradient();
            if (ZERO_GRADIENT.matcher(name).matches()) {
              // rounding noise of a sum over all pixels, small beside the kernel's gradient
              String kernel = name.replaceFirst("bias$", "weight");
              double scale = expected.get(kernel).abs().max().getFloat();
              assertCloseAbsolute(
                  name, gradient, value.zerosLike(), GRADIENT_TOLERANCE / 4 * scale);
            } else {
              assertClose(name, gradient, value, GRADIENT_TOLERANCE);
            }
          });
      assertGradient(golden, "z", official.z());
      assertGradient(golden, "embedding", official.text().words());
      assertGradient(golden, "sentence_embedding", official.text().sentence());
    }
  }

  @Test
  void namesEveryTensorThatTheOfficialGeneratorHas() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load("generator-256.safetensors", manager);

      // when
      OfficialGenerator official = OfficialGenerator.of(golden, manager);

      // then
      GeneratorLayout layout = official.generator().layout();
      assertThat(official.parameters().shapes())
          .containsExactlyInAnyOrderEntriesOf(layout.parameters());
      assertThat(official.statistics().shapes())
          .containsExactlyInAnyOrderEntriesOf(layout.statistics());
    }
  }

  private static GeneratorOutput forward(OfficialGenerator official, boolean training) {
    return official
        .generator()
        .forward(
            official.parameters(), official.statistics(), official.z(), official.text(), training);
  }

  private static void assertGradient(Golden golden, String name, NDArray input) {
    assertClose(name, input.getGradient(), golden.tensor("out/train/grad/" + name), 1e-4);
  }
}

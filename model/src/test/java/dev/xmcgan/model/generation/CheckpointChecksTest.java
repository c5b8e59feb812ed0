package dev.xmcgan.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.SmallModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that are refused when they are loaded, or fail their self-check. */
class CheckpointChecksTest {
  @RegisterExtension static final UntrainedModels MODELS = new UntrainedModels();

  @Test
  void passesItsSelfCheckUntrained() throws IOException {
    try (ImageGenerator generator = MODELS.small(1)) {
      generator.selfCheck();
    }
  }

  @Test
  void failsItsSelfCheckWhenEveryImageIsOneColour() throws IOException {
    // given
    Path checkpoint =
        altered("grey", weights -> weights.parameters().get("out/conv/weight").muli(0));

    // then
    try (ImageGenerator generator = MODELS.load(checkpoint)) {
      assertThatThrownBy(generator::selfCheck)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("grey")
          .hasMessageContaining("single colour");
    }
  }

  @Test
  void marksImagesThatOverflowAndFailsItsSelfCheck() throws IOException {
    // given
    Path checkpoint =
        altered("overflow", weights -> weights.parameters().get("block1/conv0/weight").muli(1e38));

    // then
    try (ImageGenerator generator = MODELS.load(checkpoint)) {
      ImageRequest request = new ImageRequest("a ring", 1, OptionalDouble.empty());
      assertThat(generator.generate(List.of(request)).get(0).finite()).isFalse();
      assertThatThrownBy(generator::selfCheck)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("not finite");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void refusesWeightsThatAreNotFinite(float value) throws IOException {
    // given
    Path checkpoint =
        altered("broken", weights -> weights.parameters().get("block0/conv1/weight").muli(value));

    // then
    assertRefused(checkpoint, "parameters/block0/conv1/weight");
  }

  @Test
  void refusesNegativeVariances() throws IOException {
    // given
    Path checkpoint =
        altered("negative", weights -> weights.statistics().get("out/norm/variance").subi(2));

    // then
    assertRefused(checkpoint, "statistics/out/norm/variance holds the negative variance");
  }

  @Test
  void refusesATextEncoderOfAnotherWidth() throws IOException {
    // given
    Path checkpoint = MODELS.write("narrow", SmallModels.of32(12), 1);

    // then
    assertRefused(checkpoint, "textWidth is 12 but the text encoder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "generator.safetensors"})
  void refusesADirectoryWithoutItsFiles(String file) throws IOException {
    // given
    Path checkpoint = MODELS.write("without-" + file, SmallModels.of32(384), 1);

    // when
    Files.delete(checkpoint.resolve(file));

    // then
    assertRefused(checkpoint, file + ": is missing");
  }

  private static void assertRefused(Path checkpoint, String message) {
    assertThatThrownBy(() -> MODELS.load(checkpoint).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  private static Path altered(String name, Consumer<GeneratorWeights> change) throws IOException {
    ModelConfig config = MODELS.config();
    Path directory = MODELS.write(name, config, 1);
    try (NDManager manager = NDManager.newBaseManager();
        GeneratorWeights weights = CheckpointFiles.readGenerator(directory, config, manager)) {
      change.accept(weights);
      CheckpointFiles.writeGenerator(directory, weights.parameters(), weights.statistics());
    }
    return directory;
  }
}

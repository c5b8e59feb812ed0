package dev.xmcgan.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.SmallModels;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {

  private final ModelConfig config = SmallModels.of32(12);

  @TempDir Path directory;
  private NDManager manager;
  private Parameters parameters;
  private Parameters statistics;

  @BeforeEach
  void writeCheckpoint() throws IOException {
    manager = NDManager.newBaseManager();
    Generator generator = new Generator(config);
    parameters = generator.newParameters(manager, 1);
    statistics = generator.newStatistics(manager);
    CheckpointFiles.writeConfig(directory, config);
    CheckpointFiles.writeGenerator(directory, parameters, statistics);
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void readsWhatItWrote() throws IOException {
    // when
    ModelConfig read = CheckpointFiles.readConfig(directory);
    GeneratorWeights weights = CheckpointFiles.readGenerator(directory, read, manager);

    // then
    assertThat(read).isEqualTo(config);
    assertThat(weights.parameters().asMap()).isEqualTo(parameters.asMap());
    assertThat(weights.statistics().asMap()).isEqualTo(statistics.asMap());
  }

  @Test
  void weightsWithoutPixelNoiseGoOnWithItsFirstStrengths() throws IOException {
    // when
    GeneratorWeights weights =
        CheckpointFiles.readGenerator(directory, config.withPixelNoise(true), manager);

    // then
    Parameters fresh = new Generator(config.withPixelNoise(true)).newParameters(manager, 1);
    assertThat(weights.parameters().names()).isEqualTo(fresh.names());
    assertThat(weights.parameters().get("out/norm/noise")).isEqualTo(fresh.get("out/norm/noise"));
    assertThat(weights.parameters().get("stem/weight")).isEqualTo(parameters.get("stem/weight"));
  }

  @Test
  void aModelWithoutPixelNoiseRefusesItsStrengths() throws IOException {
    rewrite(tensors -> tensors.put("parameters/out/norm/noise", manager.ones(new Shape(4))));

    assertThatThrownBy(() -> CheckpointFiles.readGenerator(directory, config, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor parameters/out/norm/noise is not part of this model");
  }

  @Test
  void keepsNothingOfAFileItRefuses() throws IOException {
    // given
    rewrite(tensors -> tensors.remove("parameters/stem/bias"));
    int before = manager.getManagedArrays().size();

    // then
    assertThatThrownBy(() -> CheckpointFiles.readGenerator(directory, config, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("generator.safetensors: tensor parameters/stem/bias is missing");
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void namesATensorThatTheModelDoesNotHave() throws IOException {
    rewrite(tensors -> tensors.put("parameters/extra", manager.ones(new Shape(2))));

    assertThatThrownBy(() -> CheckpointFiles.readGenerator(directory, config, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor parameters/extra is not part of this model");
  }

  @Test
  void namesATensorOfTheWrongShape() throws IOException {
    rewrite(tensors -> tensors.put("statistics/out/norm/mean", manager.ones(new Shape(2))));

    assertThatThrownBy(() -> CheckpointFiles.readGenerator(directory, config, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("statistics/out/norm/mean has shape (2), expected (16)");
  }

  @Test
  void namesATensorOfTheWrongType() throws IOException {
    rewrite(
        tensors ->
            tensors.computeIfPresent(
                "parameters/out/conv/bias",
                (name, tensor) -> tensor.toType(DataType.FLOAT64, true)));

    assertThatThrownBy(() -> CheckpointFiles.readGenerator(directory, config, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("parameters/out/conv/bias is float64, expected float32 or float16");
  }

  @Test
  void namesTheConfigurationThatIsImpossible() throws IOException {
    // given
    Path file = directory.resolve(CheckpointFiles.CONFIG);
    Files.writeString(file, config.toJson().replace("\"imageSize\": 32", "\"imageSize\": 33"));

    // then
    assertThatThrownBy(() -> CheckpointFiles.readConfig(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json: model config: imageSize");
  }

  @Test
  void holdsTheStarterPresetUntrained() throws IOException {
    // given
    Generator starter = new Generator(ModelConfig.starter64());
    Path other = directory.resolve("starter");

    // when
    CheckpointFiles.writeConfig(other, starter.config());
    CheckpointFiles.writeGenerator(
        other, starter.newParameters(manager, 1), starter.newStatistics(manager));

    // then
    ModelConfig read = CheckpointFiles.readConfig(other);
    try (GeneratorWeights weights = CheckpointFiles.readGenerator(other, read, manager)) {
      assertThat(weights.parameters().shapes()).isEqualTo(starter.layout().parameters());
    }
  }

  private void rewrite(Consumer<Map<String, NDArray>> change) throws IOException {
    Path file = directory.resolve(CheckpointFiles.GENERATOR);
    Map<String, NDArray> tensors = new LinkedHashMap<>(SafeTensors.read(file, manager));
    change.accept(tensors);
    SafeTensors.write(file, tensors);
  }
}

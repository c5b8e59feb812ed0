package dev.xmcgan.model.official;

import static dev.xmcgan.model.golden.Golden.assertCloseAbsolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.text.TextBatch;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PrintsLargestError.class)
class OfficialImportTest {

  @TempDir Path directory;
  private NDManager manager;
  private Path target;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager(Device.cpu());
    target = directory.resolve("imported");
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void whatIsImportedAndExportedIsWhatItWas() throws IOException {
    // given: both networks, their statistics, and an average that differs
    Golden golden = Golden.load("train-step.safetensors", manager);

    // when
    OfficialImport.Imported imported =
        OfficialImport.read(Golden.file("train-step.safetensors"), target);
    Path exported = directory.resolve("exported.safetensors");
    OfficialExport.write(target, exported);

    // then
    Map<String, NDArray> expected = networks(golden);
    Map<String, NDArray> actual = SafeTensors.read(exported, manager);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, tensor) -> assertThat(actual.get(name)).as(name).isEqualTo(tensor));
    assertThat(imported.trainable()).isTrue();
    assertThat(imported.ignored()).isEqualTo(golden.tensors().size() - expected.size());

    // when: once more, from the plain names
    Path again = directory.resolve("again");
    OfficialImport.read(exported, again);

    // then
    for (String file :
        new String[] {
          CheckpointFiles.GENERATOR, CheckpointFiles.DISCRIMINATOR, CheckpointFiles.TRAINER
        }) {
      assertThat(Files.mismatch(again.resolve(file), target.resolve(file))).as(file).isEqualTo(-1);
    }
  }

  @Test
  void theConfigurationComesFromTheShapes() throws IOException {
    // given
    Golden golden = Golden.load("train-step.safetensors", manager);

    // when
    ModelConfig config =
        OfficialImport.read(Golden.file("train-step.safetensors"), target).config();

    // then
    assertThat(config).isEqualTo(CheckpointFiles.readConfig(target));
    assertThat(config.name()).isEqualTo("train-step");
    assertThat(config.imageSize()).isEqualTo(golden.number("image_size"));
    assertThat(config.generatorWidth()).isEqualTo(golden.number("gf_dim"));
    assertThat(config.discriminatorWidth()).isEqualTo(golden.number("df_dim"));
    assertThat(config.noiseSize()).isEqualTo(golden.number("z_dim"));
    assertThat(config.textWidth()).isEqualTo(golden.number("word_dim"));
    assertThat(config.maxWords()).isEqualTo(golden.number("T"));
    assertThat(config.wordRegions()).isEqualTo(golden.number("cond_size"));
    assertThat(config.stem()).isEqualTo(StemInput.NOISE);
    assertThat(config.generatorChannels()).isEqualTo(golden.preset().generatorChannels());
    assertThat(config.discriminatorChannels()).isEqualTo(golden.preset().discriminatorChannels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"generator.safetensors", "generator-256.safetensors"})
  void aGeneratorAloneServesTheOfficialImages(String file) throws IOException {
    // given
    Golden golden = Golden.load(file, manager);

    // when
    OfficialImport.Imported imported = OfficialImport.read(Golden.file(file), target);

    // then
    assertThat(imported.trainable()).isFalse();
    GeneratorWeights weights = CheckpointFiles.readGenerator(target, imported.config(), manager);
    TextBatch text =
        new TextBatch(
            golden.tensor("in/embedding"),
            golden.tensor("in/sentence_embedding"),
            golden.tensor("in/max_len_i32").toIntArray());
    NDArray image =
        new Generator(imported.config())
            .forward(weights.parameters(), weights.statistics(), golden.tensor("in/z"), text, false)
            .image()
            .transpose(0, 2, 3, 1);
    assertCloseAbsolute(file, image, golden.tensor("out/eval/image"), 3e-5);
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    refuses(
        tensors -> tensors.remove("G/ema/GenSpatialBlock_1/Conv_2/kernel"),
        "tensor G/ema/GenSpatialBlock_1/Conv_2/kernel is missing");
    refuses(
        tensors -> tensors.remove("D/spectral_norm_stats/SpectralDense_0/u0"),
        "tensor D/spectral_norm_stats/SpectralDense_0/u0 is missing");
    refuses(
        tensors -> tensors.remove("G/params/Dense_0/kernel"),
        "tensor G/params/Dense_0/kernel is missing");
    refuses(
        tensors -> tensors.keySet().removeIf(name -> name.startsWith("G/batch_stats/")),
        "tensor G/batch_stats/");
  }

  @Test
  void namesWhatIsTooMuch() throws IOException {
    refuses(
        tensors -> tensors.put("G/params/Dense_2/kernel", manager.ones(new Shape(2))),
        "tensor G/params/Dense_2/kernel is not part of this model");
    refuses(
        tensors -> tensors.put("D/opt_state/count", manager.ones(new Shape(1))),
        "tensor D/opt_state/count is in none of");
  }

  @Test
  void namesWhatIsOfAWrongShapeOrType() throws IOException {
    refuses(
        tensors -> tensors.put("G/params/Conv_1/bias", manager.ones(new Shape(4))),
        "tensor G/params/Conv_1/bias has shape (4), expected (3)");
    refuses(
        tensors ->
            tensors.computeIfPresent(
                "D/params/SpectralDense_1/kernel", (name, tensor) -> tensor.expandDims(0)),
        "tensor D/params/SpectralDense_1/kernel has shape (1, ");
    refuses(
        tensors ->
            tensors.computeIfPresent(
                "G/params/Conv_0/kernel", (name, tensor) -> tensor.toType(DataType.FLOAT64, true)),
        "tensor G/params/Conv_0/kernel is float64, expected float32");
    refuses(
        tensors ->
            tensors.computeIfPresent(
                "G/params/Dense_1/kernel", (name, tensor) -> tensor.concat(tensor).concat(tensor)),
        "tensor G/params/Dense_1/kernel reads ");
  }

  @Test
  void namesWhatIsNotFiniteOrImpossible() throws IOException {
    refuses(
        tensors -> tensors.get("D/params/SpectralConv_0/bias").muli(Float.NaN),
        "tensor D/params/SpectralConv_0/bias holds NaN");
    refuses(
        tensors ->
            tensors
                .get("G/batch_stats/LocalConditionalBatchNorm_0/BatchNorm_0/var")
                .muli(0)
                .subi(1),
        "tensor G/batch_stats/LocalConditionalBatchNorm_0/BatchNorm_0/var holds the negative");
  }

  @Test
  void aDirectoryThatHoldsSomethingStaysAsItIs() throws IOException {
    // given
    Files.createDirectories(target);
    Files.writeString(target.resolve("note.txt"), "mine");

    // then
    assertThatThrownBy(() -> OfficialImport.read(Golden.file("train-step.safetensors"), target))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("imported");
    assertThat(target.toFile().list()).containsExactly("note.txt");
  }

  /** Expects one line that names file and tensor, and nothing left behind. */
  private void refuses(Consumer<Map<String, NDArray>> damage, String message) throws IOException {
    // given
    Map<String, NDArray> tensors =
        new LinkedHashMap<>(networks(Golden.load("train-step.safetensors", manager)));
    damage.accept(tensors);
    Path file = directory.resolve("damaged.safetensors");
    SafeTensors.write(file, tensors);

    // then
    assertThatThrownBy(() -> OfficialImport.read(file, target))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
    assertThat(directory.toFile().list()).containsExactly("damaged.safetensors");
  }

  private static Map<String, NDArray> networks(Golden golden) {
    Map<String, NDArray> networks = new LinkedHashMap<>();
    golden
        .under("in/")
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("G/") || name.startsWith("D/")) {
                networks.put(name, tensor);
              }
            });
    return networks;
  }
}

package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderDirectoryTest {
  private static final List<String> CAPTIONS = List.of("a red circle", "snow below a blue star");

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void weightNamesMayStartWithBert(Pooling pooling) throws IOException {
    // given
    Path plain = TinyBert.write(temporary.resolve("plain"), "");
    Path prefixed = TinyBert.write(temporary.resolve("prefixed"), "bert.");

    // when
    float[] fromPlain = sentences(plain, pooling);
    float[] fromPrefixed = sentences(prefixed, pooling);

    // then
    assertThat(fromPlain).hasSize(CAPTIONS.size() * TinyBert.WIDTH);
    assertThat(fromPrefixed).containsExactly(fromPlain);
    assertThat(fromPlain).doesNotContain(0f, Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void missingFileIsNamed(String name) throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    Files.delete(directory.resolve(name));

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining(directory.resolve(name) + ": no such file");
  }

  @Test
  void missingTensorIsNamed() throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "bert.");
    rewrite(directory, weights -> weights.remove("bert.encoder.layer.1.output.dense.bias"));

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("has no tensor bert.encoder.layer.1.output.dense.bias");
  }

  @Test
  void tensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    String name = "encoder.layer.0.intermediate.dense.weight";
    rewrite(directory, weights -> weights.put(name, weights.get(name).transpose().duplicate()));

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("(8, 12)")
        .hasMessageContaining("(12, 8)");
  }

  @Test
  void truncatedWeightsAreNamed() throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    Path weights = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.safetensors");
  }

  @Test
  void whatWeDoNotComputeIsRefused() throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    Files.writeString(directory.resolve("config.json"), TinyBert.config("gelu_new"));

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining("hidden_act is \"gelu_new\", only \"gelu\" is supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"hidden_size\": 0}", "{\"hidden_size\": \"wide\"}"})
  void brokenConfigurationIsNamed(String json) throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    Files.writeString(directory.resolve("config.json"), json);

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void brokenTokeniserIsNamed() throws IOException {
    // given
    Path directory = TinyBert.write(temporary.resolve("tiny"), "");
    Files.writeString(directory.resolve("tokenizer.json"), "{\"version\": \"1.0\"}");

    // then
    assertThatThrownBy(() -> TextEncoder.load(directory, Device.cpu()))
        .isInstanceOf(TextEncoderException.class)
        .hasMessageContaining("tokenizer.json");
  }

  private static float[] sentences(Path directory, Pooling pooling) throws IOException {
    try (TextEncoder encoder = TextEncoder.load(directory, Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      return encoder
          .encode(manager, CAPTIONS, TinyBert.POSITIONS, pooling)
          .sentence()
          .toFloatArray();
    }
  }

  private static void rewrite(Path directory, Consumer<Map<String, NDArray>> change)
      throws IOException {
    Path file = directory.resolve("model.safetensors");
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> weights = SafeTensors.read(file, manager);
      change.accept(weights);
      SafeTensors.write(file, weights);
    }
  }
}

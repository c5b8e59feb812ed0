package dev.xmcgan.textencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.safetensors.SafeTensorsHeader;
import dev.xmcgan.safetensors.TensorEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmConverterTest {
  @TempDir Path temporary;
  private Path jar;
  private Path directory;

  @BeforeEach
  void paths() {
    jar = temporary.resolve("minilm-1.0.jar");
    directory = temporary.resolve("out").resolve("encoder");
  }

  @Test
  void weightsComeOutUnderTheirPublishedNamesAndTransposedBack() throws IOException {
    // given
    writeJar(jar, TinyOnnx.bert());

    // when
    boolean written = MiniLmConverter.convert(jar, directory);

    // then
    assertThat(written).isTrue();
    Path file = directory.resolve("model.safetensors");
    try (FileChannel channel = FileChannel.open(file)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(channel);
      TensorEntry query =
          header.entries().stream()
              .filter(each -> each.name().equals("encoder.layer.0.attention.self.query.weight"))
              .findFirst()
              .orElseThrow();
      assertThat(query.shape()).containsExactly(2L, 3L);
      assertThat(floats(channel, header.dataStart() + query.begin(), 6))
          .containsExactly(1, 3, 5, 2, 4, 6);
      assertThat(header.entries())
          .extracting(TensorEntry::name)
          .contains("embeddings.word_embeddings.weight")
          .noneMatch(name -> name.startsWith("onnx"));
    }
    assertThat(Files.readString(directory.resolve("config.json")))
        .contains("\"num_hidden_layers\": 1", "\"vocab_size\": 4", "\"hidden_size\": 3");
    assertThat(Files.readString(directory.resolve("tokenizer.json"))).isEqualTo("tokeniser");
    assertThat(Files.readString(directory.resolve("NOTICE")))
        .contains("Apache License", "minilm-1.0.jar");
  }

  @Test
  void completeDirectoryIsLeftAlone() throws IOException {
    // given
    writeJar(jar, TinyOnnx.bert());
    MiniLmConverter.convert(jar, directory);
    Files.writeString(directory.resolve("tokenizer.json"), "mine");

    // when
    boolean written = MiniLmConverter.convert(jar, directory);

    // then
    assertThat(written).isFalse();
    assertThat(Files.readString(directory.resolve("tokenizer.json"))).isEqualTo("mine");
  }

  @Test
  void incompleteDirectoryAndAnotherVersionAreWrittenAnew() throws IOException {
    // given
    writeJar(jar, TinyOnnx.bert());
    MiniLmConverter.convert(jar, directory);
    Files.delete(directory.resolve("config.json"));
    Path newer = Files.copy(jar, temporary.resolve("minilm-2.0.jar"));

    // then
    assertThat(MiniLmConverter.convert(jar, directory)).isTrue();
    assertThat(MiniLmConverter.convert(newer, directory)).isTrue();
    assertThat(directory.resolve("config.json")).exists();
    assertThat(directory.resolve("NOTICE")).content().contains("minilm-2.0.jar");
  }

  @Test
  void failedConversionLeavesNothingBehind() throws IOException {
    // given
    byte[] model = TinyOnnx.bert();
    writeJar(jar, Arrays.copyOf(model, model.length - 5));

    // then
    assertThatThrownBy(() -> MiniLmConverter.convert(jar, directory))
        .isInstanceOf(OnnxFormatException.class);
    try (Stream<Path> left = Files.list(directory.getParent())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void jarWithoutTheModelIsNamed() throws IOException {
    // given
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("README"));
    }

    // then
    assertThatThrownBy(() -> MiniLmConverter.convert(jar, directory))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageContaining(jar.toString())
        .hasMessageContaining("all-minilm-l6-v2.onnx");
  }

  private static float[] floats(FileChannel channel, long start, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(bytes, start);
    float[] floats = new float[count];
    bytes.flip().asFloatBuffer().get(floats);
    return floats;
  }

  private static void writeJar(Path jar, byte[] model) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("all-minilm-l6-v2.onnx"));
      zip.write(model);
      zip.putNextEntry(new ZipEntry("all-minilm-l6-v2-tokenizer.json"));
      zip.write("tokeniser".getBytes(StandardCharsets.UTF_8));
    }
  }
}

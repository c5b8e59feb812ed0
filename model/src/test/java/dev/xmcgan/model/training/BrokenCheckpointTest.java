package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file of a checkpoint is told with the names of file and tensor. */
class BrokenCheckpointTest {

  private static final TrainingConfig TRAINING = SmallPairs.training(4, 1);

  @TempDir static Path sound;
  @TempDir Path directory;

  @BeforeAll
  static void saveCheckpoint() throws IOException {
    try (Trainer trainer =
        Trainer.create(
            SmallPairs.config(),
            TRAINING,
            FrozenEncoders.of(SmallPairs::encode),
            Device.cpu(),
            1)) {
      trainer.save(sound);
    }
  }

  @BeforeEach
  void copyCheckpoint() throws IOException {
    for (String file : sound.toFile().list()) {
      Files.copy(sound.resolve(file), directory.resolve(file));
    }
  }

  @Test
  void theSoundOneIsTaken() throws IOException {
    try (Trainer trainer = resume()) {
      assertThat(trainer.stepCount()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "generator.safetensors, parameters/block1/conv0/weight",
    "generator.safetensors, statistics/out/norm/mean",
    "discriminator.safetensors, block1/conv0/weight",
    "discriminator.safetensors, sentence/u",
    "trainer.safetensors, average/stem/bias",
    "trainer.safetensors, adam/discriminator/variance/logit/weight"
  })
  void aMissingTensorIsNamed(String file, String tensor) throws IOException {
    // given
    rewrite(file, tensors -> tensors.remove(tensor));

    // then
    assertRefused(file, tensor + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "generator.safetensors, parameters/block1/conv0/weight",
    "generator.safetensors, statistics/out/norm/mean",
    "discriminator.safetensors, block1/conv0/weight",
    "discriminator.safetensors, sentence/u",
    "trainer.safetensors, average/stem/bias",
    "trainer.safetensors, adam/discriminator/variance/logit/weight"
  })
  void aTensorOfAnotherShapeIsNamed(String file, String tensor) throws IOException {
    // given
    rewrite(file, tensors -> tensors.put(tensor, tensors.get(tensor).expandDims(0)));

    // then
    assertRefused(file, tensor + " has shape (1, ");
  }

  @ParameterizedTest
  @CsvSource({
    "generator.safetensors, parameters/block1/conv0/weight",
    "generator.safetensors, statistics/out/norm/mean",
    "discriminator.safetensors, block1/conv0/weight",
    "discriminator.safetensors, sentence/u",
    "trainer.safetensors, average/stem/bias",
    "trainer.safetensors, adam/discriminator/variance/logit/weight"
  })
  void aTensorOfAnotherTypeIsNamed(String file, String tensor) throws IOException {
    // given
    rewrite(
        file, tensors -> tensors.put(tensor, tensors.get(tensor).toType(DataType.FLOAT64, true)));

    // then
    assertRefused(file, tensor + " is float64, expected float32");
  }

  @ParameterizedTest
  @CsvSource({
    "generator.safetensors, parameters/block1/conv0/weight",
    "generator.safetensors, statistics/out/norm/mean",
    "discriminator.safetensors, block1/conv0/weight",
    "discriminator.safetensors, sentence/u",
    "trainer.safetensors, average/stem/bias",
    "trainer.safetensors, adam/discriminator/variance/logit/weight"
  })
  void aTensorThatIsNotFiniteIsNamed(String file, String tensor) throws IOException {
    // given
    rewrite(file, tensors -> tensors.get(tensor).muli(Float.NaN));

    // then
    assertRefused(file, tensor + " holds NaN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generator.safetensors", "discriminator.safetensors", "trainer.safetensors"})
  void aTensorTooManyIsNamed(String file) throws IOException {
    // given
    rewrite(file, tensors -> tensors.put("surplus", tensors.values().iterator().next()));

    // then
    assertRefused(file, "tensor surplus is not part of this model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generator.safetensors", "discriminator.safetensors", "trainer.safetensors"})
  void aTruncatedFileIsToldWithTheTensorThatIsCut(String file) throws IOException {
    // given
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    Files.write(directory.resolve(file), Arrays.copyOf(bytes, bytes.length - 1));

    // then
    assertRefused(file, ": tensor ", " follow the header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generator.safetensors", "discriminator.safetensors", "trainer.safetensors"})
  void anOversizedHeaderIsRefused(String file) throws IOException {
    // given
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40);
    Files.write(directory.resolve(file), bytes);

    // then
    assertRefused(file, "claims a header of " + (1L << 40) + " bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generator.safetensors", "discriminator.safetensors", "trainer.safetensors"})
  void overlappingTensorsAreNamed(String file) throws IOException {
    // given: a header of the same length in which one tensor begins before the other's end
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    String overlapping =
        Pattern.compile("(?<=data_offsets\":)\\[([1-9]\\d*),(\\d+)\\]")
            .matcher(header)
            .replaceFirst(
                range -> "[" + earlier(range.group(1)) + "," + earlier(range.group(2)) + "]");
    assertThat(overlapping).isNotEqualTo(header).hasSameSizeAs(header);
    System.arraycopy(overlapping.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, length);
    Files.write(directory.resolve(file), bytes);

    // then
    assertRefused(file, ": tensor ", " begins at ");
  }

  private static String earlier(String position) {
    return ("%" + position.length() + "d").formatted(Long.parseLong(position) - Float.BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"generator.safetensors", "discriminator.safetensors", "trainer.safetensors"})
  void aMissingFileIsNamed(String file) throws IOException {
    // given
    Files.delete(directory.resolve(file));

    // then: without the trainer's own state training starts from the networks
    if (file.equals(CheckpointFiles.TRAINER)) {
      resume().close();
    } else {
      assertRefused(file, "is missing");
    }
  }

  private void assertRefused(String file, String... parts) {
    assertThatThrownBy(() -> resume().close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(directory.resolve(file).toString())
        .hasMessageContainingAll(parts);
  }

  private Trainer resume() throws IOException {
    return Trainer.resume(
        directory, TRAINING, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 1);
  }

  private void rewrite(String file, Consumer<Map<String, NDArray>> damage) throws IOException {
    Path path = directory.resolve(file);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> tensors = new LinkedHashMap<>(SafeTensors.read(path, manager));
      damage.accept(tensors);
      SafeTensors.write(path, tensors, SafeTensors.readMetadata(path));
    }
  }
}

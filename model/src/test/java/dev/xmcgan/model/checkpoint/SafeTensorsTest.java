package dev.xmcgan.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

  @TempDir Path directory;
  private NDManager manager;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void readsWhatItWrote(long seed) throws IOException {
    // given
    Path file = directory.resolve("random.safetensors");
    Map<String, NDArray> tensors = randomTensors(new Random(seed));

    // when
    SafeTensors.write(file, tensors, Map.of("step", "" + seed));

    // then
    Map<String, NDArray> read = SafeTensors.read(file, manager);
    assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
    read.forEach((name, tensor) -> assertThat(tensor).isEqualTo(tensors.get(name)));
    assertThat(SafeTensors.readMetadata(file)).containsExactly(Map.entry("step", "" + seed));
    assertThat(directory.toFile().list()).containsExactly("random.safetensors");
  }

  @Test
  void readsTensorsOfSeveralPieces() throws IOException {
    // given
    Path file = directory.resolve("large.safetensors");
    NDArray large = manager.arange(0, 2_500_001f, 1f).reshape(1, 2_500_001);

    // when
    SafeTensors.write(file, Map.of("large", large));
    int before = manager.getManagedArrays().size();
    Map<String, NDArray> read = SafeTensors.read(file, manager);

    // then
    assertThat(read.get("large").equals(large)).isTrue();
    assertThat(manager.getManagedArrays().size()).isEqualTo(before + 1);
  }

  @Test
  void writesWhatOthersRead() throws IOException {
    // given
    Path file = directory.resolve("others.safetensors");
    NDArray turned = manager.arange(6f).reshape(2, 3).transpose();

    // when
    SafeTensors.write(file, Map.of("turned", turned));

    // then
    NDList decoded = NDList.decode(manager, Files.newInputStream(file));
    assertThat(decoded.singletonOrThrow()).isEqualTo(turned);
    assertThat(decoded.singletonOrThrow().getName()).isEqualTo("turned");
  }

  @Test
  void widensBfloat16() throws IOException {
    // given
    byte[] data = new byte[4];
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x3FC0)
        .putShort((short) 0xC000);

    // when
    Path file = file("{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", data);

    // then
    NDArray read = SafeTensors.read(file, manager).get("a");
    assertThat(read.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(read.toFloatArray()).containsExactly(1.5f, -2f);
  }

  @Test
  void namesTheFileWhoseHeaderIsBroken() throws IOException {
    // given
    Path file =
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", new byte[8]);

    // then
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            () -> SafeTensors.read(file, manager), () -> SafeTensors.readMetadata(file))) {
      assertThatThrownBy(reading)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("broken.safetensors: tensor a needs 12 bytes but has 8");
    }
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  @Test
  void aTensorThatNoArrayHoldsIsRefusedBeforeAnyIsMade() throws IOException {
    // given: a file with a hole, which takes no room on the disk
    long large = 1L << 31;
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[8,%d]}}"
                .formatted(large, 8 + large);
    Path file = file(header, new byte[8]);
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(hole.length() + large);
    }

    // then
    assertThatThrownBy(() -> SafeTensors.read(file, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor b is larger than 2 GiB");
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  static Stream<Integer> cuts() {
    return Stream.of(0, 3, 7, 8, 20, 60, 90, 100);
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void refusesFilesThatEndEarly(int kept) throws IOException {
    // given
    Path whole = directory.resolve("whole.safetensors");
    SafeTensors.write(whole, Map.of("a", manager.arange(20f)));
    byte[] bytes = Files.readAllBytes(whole);
    assertThat(bytes.length).isGreaterThan(kept);

    // when
    Path cut = directory.resolve("cut.safetensors");
    Files.write(cut, Arrays.copyOf(bytes, kept));

    // then
    assertThatThrownBy(() -> SafeTensors.read(cut, manager))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("cut.safetensors");
  }

  @Test
  void namesTheTensorThatIsNotFinite() {
    // given
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    tensors.put("fine", manager.ones(new Shape(3)));
    tensors.put("bad", manager.create(new float[] {1, Float.NaN}));

    // then
    assertThatThrownBy(() -> SafeTensors.requireFinite(Path.of("some.safetensors"), tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage("some.safetensors: tensor bad holds NaN");
  }

  @Test
  void leavesTheOldFileWhenWritingFails() throws IOException {
    // given
    Path file = directory.resolve("kept.safetensors");
    SafeTensors.write(file, Map.of("a", manager.arange(3f)));
    byte[] before = Files.readAllBytes(file);

    // when
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      AtomicFile.writeFully(channel, ByteBuffer.allocate(100));
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");

    // then
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(directory.toFile().list()).containsExactly("kept.safetensors");
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    Path file = directory.resolve("broken.safetensors");
    Files.write(file, bytes.array());
    return file;
  }

  private Map<String, NDArray> randomTensors(Random random) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 6; i++) {
      long[] dimensions = random.longs(random.nextInt(4), 1, 6).toArray();
      NDArray values = manager.randomNormal(new Shape(dimensions)).mul(100);
      DataType type =
          new DataType[] {DataType.FLOAT32, DataType.INT32, DataType.INT64}[random.nextInt(3)];
      tensors.put("layer" + random.nextInt(1000) + "/ü" + i, values.toType(type, true));
    }
    tensors.put("scalar", manager.create(3f));
    tensors.put("empty", manager.create(new Shape(0, 3)));
    return tensors;
  }
}

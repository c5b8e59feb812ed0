package dev.xmcgan.transport.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointImportTest {
  private static final String WEIGHTS = CheckpointImport.WEIGHTS_FILE;
  private static final String HEADER =
      "{\"parameters/w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
          + "\"statistics/n/variance\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";

  @TempDir private Path directory;

  @BeforeEach
  void sound() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{\"name\": \"tiny\"}");
    Files.write(directory.resolve(WEIGHTS), tensors(HEADER, 1, -2, 3));
  }

  @Test
  void soundFilesAreTakenAndNameThemselves() throws Exception {
    // when
    CheckpointImport.check(directory);

    // then
    assertThat(CheckpointImport.idOf(directory)).matches("import-[0-9a-f]{12}");
  }

  @Test
  void valuesThatAreNotFiniteAreFoundByTensor() throws Exception {
    refused(tensors(HEADER, 1, Float.NaN, 3), "tensor parameters/w holds NaN");
    refused(
        tensors(HEADER, 1, 2, Float.POSITIVE_INFINITY),
        "tensor statistics/n/variance holds Infinity");
    refused(tensors(HEADER, 1, 2, -0.5f), "tensor statistics/n/variance holds the negative");
  }

  @Test
  void halvesAreTakenAndLookedAtToo() throws Exception {
    // given: 1 and the least that is finite; then what is not, and what a variance cannot be
    String header =
        "{\"parameters/w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"n/variance\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[4,8]}}";
    Files.write(
        directory.resolve(WEIGHTS), tensors(header, halves(0x3c00, 0xfbff), halves(0, 0x7bff)));

    // then
    CheckpointImport.check(directory);
    refused(tensors(header, halves(0x3c00, 0x7c00), halves(0, 0)), "parameters/w holds Infinity");
    refused(tensors(header, halves(0x7e00, 0), halves(0, 0)), "parameters/w holds NaN");
    refused(
        tensors(header, halves(0, 0), halves(0, 0x8001)),
        "n/variance holds the negative variance -5.9604645E-8");
    refused(
        tensors(header, halves(0, 0), halves(0xbc00, 0)),
        "n/variance holds the negative variance -1.0");
  }

  /** Two values of 16 bits where one of 32 is written. */
  private static float halves(int first, int second) {
    return Float.intBitsToFloat(first | second << Short.SIZE);
  }

  @Test
  void theLastValueOfALargeTensorIsLookedAt() throws Exception {
    int count = 200_000;
    float[] values = new float[count];
    values[count - 1] = Float.NEGATIVE_INFINITY;

    refused(
        tensors(
            "{\"big\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(count, 4 * count),
            values),
        "tensor big holds -Infinity");
  }

  @Test
  void filesThatAreCutAreFoundWhereverTheyAreCut() throws Exception {
    byte[] whole = tensors(HEADER, 1, 2, 3);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), WEIGHTS);
    }
    refused(Arrays.copyOf(whole, whole.length + 1), "tensors cover 12 bytes but 13 follow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|header is no JSON object",
        "{\"w\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[0,12]}}|tensor w is I32",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,12]}}|tensor w needs 16 bytes",
      })
  void headersThatContradictThemselvesAndOtherTypesAreRefused(String header, String problem)
      throws Exception {
    refused(tensors(header, 1, 2, 3), problem);
  }

  @Test
  void theTrainingStateMustBeWholeToo() throws Exception {
    Files.write(directory.resolve("trainer.safetensors"), new byte[5]);

    assertThatThrownBy(() -> CheckpointImport.check(directory))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessageStartingWith("trainer.safetensors: has 5 bytes");
  }

  @Test
  void aMissingOrBrokenConfigurationIsSaidSo() throws Exception {
    Path config = directory.resolve("config.json");
    for (String text : new String[] {"", "[]", "{\"name\"", "{} {}", " ".repeat(70_000)}) {
      Files.writeString(config, text);
      assertThatThrownBy(() -> CheckpointImport.check(directory))
          .isInstanceOf(UnusableCheckpointException.class)
          .hasMessageStartingWith("config.json: ");
    }
    Files.write(config, new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> CheckpointImport.check(directory)).hasMessageContaining("UTF-8");
    Files.delete(config);
    assertThatThrownBy(() -> CheckpointImport.check(directory))
        .hasMessage("config.json: is missing");
  }

  private void refused(byte[] weights, String problem) throws IOException {
    Files.write(directory.resolve(WEIGHTS), weights);
    assertThatThrownBy(() -> CheckpointImport.check(directory))
        .isInstanceOf(UnusableCheckpointException.class)
        .hasMessageStartingWith(WEIGHTS)
        .hasMessageContaining(problem);
  }

  private static byte[] tensors(String header, float... values) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json);
    for (float value : values) {
      file.putFloat(value);
    }
    return file.array();
  }
}

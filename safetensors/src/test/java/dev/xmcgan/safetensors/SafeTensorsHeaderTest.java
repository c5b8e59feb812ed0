package dev.xmcgan.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsHeaderTest {
  private static final String SOUND =
      "{'__metadata__':{'step':'7'},"
          + "'later':{'dtype':'I64','shape':[],'data_offsets':[8,16]},"
          + "'first/ü':{'dtype':'BF16','shape':[2,2],'data_offsets':[0,8]}}";

  @TempDir private Path directory;

  @Test
  void readsTensorsInTheOrderOfTheirBytes() throws IOException {
    // when
    SafeTensorsHeader header = read(file(SOUND, 16));

    // then
    assertThat(header.metadata()).isEqualTo(Map.of("step", "7"));
    assertThat(header.dataStart()).isEqualTo(8 + SOUND.getBytes(StandardCharsets.UTF_8).length);
    assertThat(header.entries())
        .containsExactly(
            new TensorEntry("first/ü", ElementType.BF16, List.of(2L, 2L), 0, 8),
            new TensorEntry("later", ElementType.I64, List.of(), 8, 16));
  }

  @Test
  void paddingAfterTheHeaderAndTensorsWithoutValuesAreFine() throws IOException {
    String header = "{'e':{'dtype':'F32','shape':[0,3],'data_offsets':[0,0]}}     ";
    assertThat(read(file(header, 0)).entries()).hasSize(1);
    assertThat(read(file("{}", 0)).entries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':                                    | tensor a is not described",
        "{'a':{                                   | not JSON",
        "{'a'}                                    | not JSON",
        "{'a':{'dtype':'F32',}}                   | not JSON",
        "{} {}                                    | not JSON",
        "[['a',{}]]                               | header is no JSON object",
        "3                                        | claims a header of 1 bytes",
        "33                                       | header is no JSON object",
        "{'a':3}                                                  | tensor a is not described",
        "{'a':{'shape':[2],'data_offsets':[0,8]}}                 | tensor a has element type null",
        "{'a':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}}   | tensor a has element type \"C64\"",
        "{'a':{'dtype':4,'shape':[1],'data_offsets':[0,8]}}       | tensor a has element type 4",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}   | tensor a needs 12 bytes but has 8",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}  | tensor a has -2 in shape",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | tensor a has 1.5 in shape",
        "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | tensor a has \"2\" in shape",
        "{'a':{'dtype':'F32','shape':[9e99],'data_offsets':[0,8]}}| tensor a has 9e99 in shape",
        "{'a':{'dtype':'F32','shape':[[2]],'data_offsets':[0,8]}} | tensor a has [2] in shape",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}     | tensor a has no list shape",
        "{'a':{'dtype':'F32','shape':[2]}}                        | tensor a has no list data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}     | tensor a has data_offsets that are no range",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}   | tensor a has data_offsets that are no range",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}   | tensor a begins at 4, expected 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}   | cover 4 bytes but 8 follow",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}  | tensor a ends at byte 16, but only 8 follow",
        "{'a':{'dtype':'F32','shape':[461168601842738790,40],'data_offsets':[0,8]}} | tensor a has a shape beyond all bounds",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor b begins at 4, expected 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor a is described twice",
        "{'__metadata__':3,'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | __metadata__ is not an object",
        "{'__metadata__':{'k':1},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | k is not a text",
      })
  void refusesWhatContradictsItselfOrTheFile(String header, String message) throws IOException {
    Path file = file(header, 8);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SafeTensorsException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 1000, 99_000_000, 200_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesHeaderLengthsOutOfBounds(long length) throws IOException {
    Path file = directory.resolve("broken.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(file, bytes.array());

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SafeTensorsException.class)
        .hasMessageContaining("claims a header of " + length + " bytes");
  }

  @Test
  void refusesAFileThatIsCutWhereverItIsCut() throws IOException {
    byte[] whole = Files.readAllBytes(file(SOUND, 16));
    Path cut = directory.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(cut)).isInstanceOf(SafeTensorsException.class);
    }
  }

  @Test
  void refusesAHeaderThatIsNoText() throws IOException {
    byte[] bytes = Files.readAllBytes(file(SOUND, 16));
    bytes[10] = (byte) 0xff;
    Path file = Files.write(directory.resolve("bytes.safetensors"), bytes);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("UTF-8");
  }

  private static SafeTensorsHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return SafeTensorsHeader.read(channel);
    }
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(directory.resolve("some.safetensors"), bytes.array());
  }
}

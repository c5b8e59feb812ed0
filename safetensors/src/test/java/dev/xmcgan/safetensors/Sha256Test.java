package dev.xmcgan.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;

  @Test
  void isThatOfTheStandardHoweverTheBytesCome() throws IOException {
    // given
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(directory.resolve("abc"), abc);
    Sha256 reading = new Sha256();
    reading.reading(new ByteArrayInputStream(abc)).readAllBytes();

    // then
    assertThat(new Sha256().add("abc").hex()).isEqualTo(ABC);
    assertThat(new Sha256().add(abc).hex()).isEqualTo(ABC);
    assertThat(new Sha256().add("a").add((byte) 'b').add(ByteBuffer.wrap(abc, 2, 1)).hex())
        .isEqualTo(ABC);
    assertThat(reading.hex()).isEqualTo(ABC);
    assertThat(Sha256.of(file)).isEqualTo(ABC);
    assertThat(Sha256.of(file, 12)).isEqualTo(ABC.substring(0, 12));
  }
}

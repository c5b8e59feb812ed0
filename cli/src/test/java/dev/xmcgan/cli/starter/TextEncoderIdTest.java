package dev.xmcgan.cli.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextEncoderIdTest {
  @Test
  void isDirectoryAndFirstDigitsOfTheWeightsHash(@TempDir Path folder) throws Exception {
    // given
    Path encoder = Files.createDirectory(folder.resolve("tiny-bert"));
    Files.writeString(encoder.resolve("model.safetensors"), "abc");

    // then: the test vector of FIPS 180-2
    assertThat(TextEncoderId.of(encoder)).isEqualTo("tiny-bert@ba7816bf8f01");
  }
}

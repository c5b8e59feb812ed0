package dev.xmcgan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.cli.starter.TextEncoderId;
import dev.xmcgan.model.text.TextEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The launcher names a text encoder without loading it; the workers compare by that name. */
class TextEncoderNameTest {
  @Test
  void isWhatTheLoadedEncoderCallsItself() throws Exception {
    Path encoder =
        Path.of(System.getProperty("xmcgan.home"), "model/target/text-encoder/all-MiniLM-L6-v2");
    try (TextEncoder loaded = TextEncoder.load(encoder, Device.cpu())) {
      assertThat(TextEncoderId.of(encoder)).isEqualTo(loaded.id());
    }
  }
}

package dev.xmcgan.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerKeysTest {
  @TempDir private Path encoder;

  @BeforeEach
  void encoderFiles() throws Exception {
    for (String name : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
      Files.createFile(encoder.resolve(name));
    }
  }

  @Test
  void defaultsAreTheServices() {
    // when
    TrainerSettings settings = read(Map.of(), Map.of());

    // then
    assertThat(settings.config().rehearsal().share()).isEqualTo(0.5);
    assertThat(settings.config().pace().freshPatience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.retention().checkpoints()).isEqualTo(5);
  }

  @Test
  void theEnvironmentGoesBeforeDefaultsAndValuesBeforeIt() {
    // when
    TrainerSettings settings =
        read(
            Map.of(
                "XMCGAN_TRAINER_REHEARSAL_SHARE", "0.25",
                "XMCGAN_TRAINER_FRESH_PATIENCE", "250ms",
                "XMCGAN_TRAINER_KEEP_SERVED_AFTER", "2h",
                "XMCGAN_TRAINER_HELD_OUT_SHARE", "0.5"),
            Map.of("held-out-share", "0.1"));

    // then
    assertThat(settings.config().rehearsal().share()).isEqualTo(0.25);
    assertThat(settings.config().pace().freshPatience()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.config().heldOutShare()).isEqualTo(0.1);
  }

  @Test
  void whatCannotBeIsNamed() {
    assertThatThrownBy(() -> read(Map.of("XMCGAN_TRAINER_REHEARSAL_SHARE", "1.5"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rehearsal.share")
        .hasMessageContaining("1.5");
  }

  private TrainerSettings read(Map<String, String> environment, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("text-encoder", encoder.toString());
    all.put("data-dir", encoder.resolve("data").toString());
    return TrainerSettings.of(TrainerKeys.read(environment, all));
  }
}

package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceIdTest {
  @TempDir Path folder;

  @Test
  void isTheSameAfterARestart() {
    String first = InstanceId.of("trainer", folder.resolve("data"));

    assertThat(first).matches("trainer-[a-zA-Z0-9-]+-[0-9a-f]{6}");
    assertThat(InstanceId.of("trainer", folder.resolve("data"))).isEqualTo(first);
  }

  @Test
  void isAnotherForEachDataDirectory() {
    assertThat(InstanceId.of("trainer", folder.resolve("a")))
        .isNotEqualTo(InstanceId.of("trainer", folder.resolve("b")));
  }

  @Test
  void anyHostNameMakesAName() {
    assertThat(InstanceId.of("generator-worker", "büro_1.example.".repeat(9), folder))
        .startsWith("generator-worker-b-ro-1-example-b-ro")
        .matches("[a-zA-Z0-9._-]{1,100}");
  }

  @Test
  void aPlaceThatKeepsNothingIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> InstanceId.of("trainer", file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }
}

package dev.xmcgan.localkafka.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

  @TempDir Path folder;
  private final LogRotation rotation = new LogRotation(4, 2);
  private Path log;

  @BeforeEach
  void nameIt() {
    log = folder.resolve("a.log");
  }

  @Test
  void aShortLogStaysAndAMissingOneIsNoMatter() throws Exception {
    rotation.rotate(log);
    Files.writeString(log, "1234");

    rotation.rotate(log);

    assertThat(log).hasContent("1234");
    assertThat(folder.resolve("a.log.1")).doesNotExist();
  }

  @Test
  void olderPartsMoveOnAndTheOldestGoes() throws Exception {
    for (String text : new String[] {"first", "second", "third"}) {
      Files.writeString(log, text);
      rotation.rotate(log);
    }

    assertThat(log).isEmptyFile();
    assertThat(folder.resolve("a.log.1")).hasContent("third");
    assertThat(folder.resolve("a.log.2")).hasContent("second");
    assertThat(folder.resolve("a.log.3")).doesNotExist();
  }
}

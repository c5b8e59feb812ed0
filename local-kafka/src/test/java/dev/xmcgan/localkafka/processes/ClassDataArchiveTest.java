package dev.xmcgan.localkafka.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassDataArchiveTest {

  @TempDir Path folder;

  @Test
  void aFolderThatCanBeMadeIsTaken() {
    Path preferred = folder.resolve("target").resolve("archives");

    assertThat(ClassDataArchive.directory(preferred, folder.resolve("own"))).isEqualTo(preferred);
  }

  @Test
  void whatCannotBeWrittenToIsLeftAlone() throws Exception {
    // given a place that nobody can write to, root neither
    Path preferred = Files.createFile(folder.resolve("target")).resolve("archives");
    Path own = folder.resolve("own");

    // then archives go elsewhere
    assertThat(ClassDataArchive.directory(preferred, own)).isEqualTo(own);
    // and where there is no elsewhere, no time is spent on one
    assertThat(ClassDataArchive.of(preferred, "program", "a.jar").jvmOptions())
        .containsExactly("-Xlog:disable");
  }
}

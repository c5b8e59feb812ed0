package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path folder;

  @Test
  void tooLittleSpaceIsToldWithBothFigures() {
    long exabyte = 1L << 40;

    assertThatThrownBy(() -> new DataDirectory(folder).requireFreeSpace(exabyte))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("too little disk space")
        .hasMessageContaining("MiB free under " + folder)
        .hasMessageContaining(exabyte + " MiB needed");
  }

  @Test
  void enoughSpaceIsNotMentioned() {
    new DataDirectory(folder).requireFreeSpace(1);
  }

  @Test
  void isMadeWithItsLogFolder() {
    // when
    DataDirectory data = new DataDirectory(folder.resolve("a/b"));
    data.create();

    // then
    assertThat(data.logs()).isDirectory();
    assertThat(data.log("gateway")).hasFileName("gateway.log");
  }

  @Test
  void aFileInItsPlaceIsToldInOneLine() throws Exception {
    Path file = Files.createFile(folder.resolve("data"));

    assertThatThrownBy(() -> new DataDirectory(file).create())
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("cannot create " + file);
  }
}

package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataOptionTest {
  @TempDir private Path folder;

  @Test
  void isThatOfTheCheckoutWhereverTheCommandIsGiven() {
    assertThat(DataOption.standard(Map.of(), new Home(folder))).isEqualTo(folder.resolve("data"));
  }

  @Test
  void isWhatTheEnvironmentSays() {
    assertThat(DataOption.standard(Map.of("XMCGAN_DATA", "/elsewhere"), new Home(folder)))
        .isEqualTo(Path.of("/elsewhere"));
  }

  @Test
  void isTheUsersOwnWhereTheCheckoutIsNot() throws Exception {
    // given a checkout that nobody can write to, root neither
    Home home = new Home(Files.createFile(folder.resolve("file")).resolve("checkout"));

    // then
    assertThat(DataOption.standard(Map.of("XDG_STATE_HOME", folder.toString()), home))
        .isEqualTo(folder.resolve("xmcgan"));
    assertThat(DataOption.standard(Map.of("HOME", folder.toString()), home))
        .isEqualTo(folder.resolve(".local/state/xmcgan"));
  }
}

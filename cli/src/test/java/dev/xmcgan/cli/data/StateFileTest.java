package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final ProcessIdentity LAUNCHER =
      new ProcessIdentity(41, Instant.parse("2026-01-02T03:04:05.670Z"), "/usr/bin/java");
  private static final StackState EMPTY =
      new StackState(LAUNCHER, new StackPorts(8080, 29092, 28081), "p-", List.of());

  @TempDir private Path folder;
  private StateFile file;

  @BeforeEach
  void open() {
    file = new StateFile(new DataDirectory(folder));
  }

  @Test
  void givesBackWhatWasWritten() {
    // given
    StackState state = EMPTY.with(service("kafka", 7, 0)).with(service("gateway", 8, 2));

    // when
    file.write(state);

    // then
    assertThat(file.read()).contains(state);
    assertThat(folder).isDirectoryContaining(path -> path.endsWith("state.json"));
    assertThat(folder.resolve("state.json.new")).doesNotExist();
  }

  @Test
  void isEmptyBeforeTheFirstWriteAndAfterDeletion() {
    assertThat(file.read()).isEmpty();
    file.write(EMPTY);
    file.delete();
    assertThat(file.read()).isEmpty();
  }

  @Test
  void replacesAServiceInItsPlace() {
    // given
    StackState state = EMPTY.with(service("kafka", 7, 0)).with(service("gateway", 8, 0));

    // when
    StackState restarted = state.with(service("kafka", 9, 1));

    // then
    assertThat(restarted.services())
        .containsExactly(service("kafka", 9, 1), service("gateway", 8, 0));
  }

  @Test
  void saysWhichFileIsBroken() throws Exception {
    // given
    Files.writeString(folder.resolve("state.json"), "{\"launcher\": ");

    // then
    assertThatThrownBy(() -> file.read())
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(folder.resolve("state.json") + " is broken");
  }

  private static ServiceState service(String name, long pid, int restarts) {
    ProcessIdentity process =
        new ProcessIdentity(pid, Instant.parse("2026-01-02T03:04:06Z"), "/usr/bin/java");
    return new ServiceState(name, process, 1000 + (int) pid, restarts, false);
  }
}

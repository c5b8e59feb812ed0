package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
  @TempDir private Path folder;
  private DataDirectory data;

  @BeforeEach
  void layOut() {
    data = new DataDirectory(folder);
  }

  @Test
  void namesItsHolderToOthers() {
    try (DataLock lock = DataLock.acquire(data)) {
      // when
      assertThatThrownBy(() -> DataLock.acquire(data))
          // then
          .isInstanceOf(CommandException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageEndingWith("./xmcgan down --data '" + data.root() + "'");
      assertThat(lock.previousOwner()).isEmpty();
    }
  }

  @Test
  void isFreeAgainWithoutATraceOnceReleased() {
    // given
    DataLock.acquire(data).close();

    // when
    try (DataLock again = DataLock.acquire(data)) {
      // then
      assertThat(again.previousOwner()).isEmpty();
    }
    assertThat(folder.resolve(".lock")).isEmptyFile();
  }

  @Test
  void isTakenOverFromAProcessThatWasKilled() throws Exception {
    // given
    Process holder = HoldsALock.start(folder);
    assertThat(DataLock.tryAcquire(data)).isEmpty();
    assertThat(DataLock.owner(data)).hasValue(holder.pid());

    // when
    holder.destroyForcibly().waitFor();

    // then
    try (DataLock lock = DataLock.acquire(data)) {
      assertThat(lock.previousOwner()).hasValue(holder.pid());
      assertThat(DataLock.owner(data)).hasValue(ProcessHandle.current().pid());
    }
  }

  @Test
  void survivesNonsenseInTheFile() throws Exception {
    // given
    Files.writeString(data.lock(), "not a pid", StandardCharsets.UTF_8);

    // when
    try (DataLock lock = DataLock.acquire(data)) {
      // then
      assertThat(lock.previousOwner()).isEmpty();
    }
  }
}

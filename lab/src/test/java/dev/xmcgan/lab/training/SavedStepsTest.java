package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStepsTest {
  @TempDir private Path folder;
  private SavedSteps saves;

  @BeforeEach
  void open() {
    saves = new SavedSteps(folder);
  }

  @Test
  void keepsTheNewestTwo() throws Exception {
    for (long step : new long[] {5, 50, 500}) {
      saves.save(step, SavedStepsTest::write);
    }

    assertThat(folder.resolve("step-000005")).doesNotExist();
    assertThat(folder.resolve("step-000050")).isDirectory();
    assertThat(saves.newest()).contains(folder.resolve("step-000500"));
    assertThat(SavedSteps.checkpointIn(folder)).isEqualTo(folder.resolve("step-000500"));
  }

  @Test
  void saveThatIsCutOffLeavesTheOneBefore() throws Exception {
    // given
    saves.save(5, SavedStepsTest::write);

    // when
    assertThatThrownBy(
            () ->
                saves.save(
                    6,
                    directory -> {
                      write(directory);
                      throw new IOException("cut off");
                    }))
        .hasMessage("cut off");

    // then
    assertThat(saves.newest()).contains(folder.resolve("step-000005"));
    assertThat(saves.save(7, SavedStepsTest::write)).isDirectory();
    assertThat(saves.newest()).contains(folder.resolve("step-000007"));
  }

  @Test
  void directoryThatIsACheckpointIsTakenAsItIs() throws Exception {
    write(folder);

    assertThat(SavedSteps.checkpointIn(folder)).isEqualTo(folder);
  }

  @Test
  void emptyFolderIsRefused() {
    assertThatThrownBy(() -> SavedSteps.checkpointIn(folder))
        .isInstanceOf(CommandException.class)
        .hasMessage("there is no checkpoint in " + folder);
  }

  private static void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");
  }
}

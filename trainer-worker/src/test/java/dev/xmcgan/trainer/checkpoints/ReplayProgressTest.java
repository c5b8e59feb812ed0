package dev.xmcgan.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayProgressTest {
  @TempDir private Path directory;

  @Test
  void comesBackAsItWas() throws Exception {
    // given
    ReplayProgress progress = new ReplayProgress(-3.0000000000000004, 7);

    // when
    progress.write(directory);

    // then
    assertThat(ReplayProgress.read(directory)).isEqualTo(progress);
  }

  @Test
  void aCheckpointWithoutItRemembersNothing() throws Exception {
    assertThat(ReplayProgress.read(directory)).isEqualTo(new ReplayProgress(0, 0));
  }

  @Test
  void somethingElseIsRefusedByName() throws Exception {
    // given
    Files.writeString(directory.resolve(ReplayProgress.FILE), "credit=much");

    // then
    assertThatThrownBy(() -> ReplayProgress.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ReplayProgress.FILE);
  }
}

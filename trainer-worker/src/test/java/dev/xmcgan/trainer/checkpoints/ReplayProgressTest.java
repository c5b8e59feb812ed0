package dev.xmcgan.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.WindowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayProgressTest {
  @TempDir private Path directory;

  @Test
  void comesBackAsItWas() throws Exception {
    // given
    ReplayProgress progress =
        new ReplayProgress(
            -3.0000000000000004, 7, Optional.of(place()), Optional.of("starter-1"), 0.25);

    // when
    progress.write(directory);

    // then
    assertThat(ReplayProgress.read(directory)).isEqualTo(progress);
  }

  @Test
  void aCheckpointWithoutItRemembersNothing() throws Exception {
    assertThat(ReplayProgress.read(directory)).isEqualTo(ReplayProgress.none());
  }

  @Test
  void oneWithoutAPlaceHasNone() throws Exception {
    // given: as written before there were places
    Files.writeString(directory.resolve(ReplayProgress.FILE), "credit=1.5\nskips=2\n");

    // then
    assertThat(ReplayProgress.read(directory))
        .isEqualTo(new ReplayProgress(1.5, 2, Optional.empty(), Optional.empty(), 1));
  }

  @Test
  void theOrderOfALongWindowTakesLittleRoom() throws Exception {
    // when
    new ReplayProgress(0, 0, Optional.of(place()), Optional.empty(), 1).write(directory);

    // then
    assertThat(Files.size(directory.resolve(ReplayProgress.FILE))).isLessThan(12_000);
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

  private static LogPlace place() {
    Random random = new Random(3);
    List<Integer> order = random.ints(20_000, 0, 4).boxed().toList();
    var window = new WindowPlace(Map.of(0, 5L, 1, 1L << 40, 2, 0L, 3, 99L), order);
    return new LogPlace("zfYk_Qn-SkuB0", Map.of(0, 20_000L, 1, 1L << 41, 300, 7L), window);
  }
}

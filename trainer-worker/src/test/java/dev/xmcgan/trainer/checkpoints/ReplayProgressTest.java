package dev.xmcgan.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.WindowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void whatOlderTrainersWroteOfTheWindowIsPassedOver() throws Exception {
    // given
    Files.writeString(
        directory.resolve(ReplayProgress.FILE),
        "credit=0\nskips=0\ntopic=t\nnext.0=9\nwindow.first.0=4\nwindow.order=eJxjYGBg\n");

    // then
    assertThat(ReplayProgress.read(directory).place())
        .contains(new LogPlace("t", Map.of(0, 9L), new WindowPlace(Map.of(0, 4L)), Map.of()));
  }

  @Test
  void neighbouringOffsetsAreWrittenAsARange() throws Exception {
    // when
    new ReplayProgress(0, 0, Optional.of(place()), Optional.empty(), 1).write(directory);

    // then
    assertThat(Files.readAllLines(directory.resolve(ReplayProgress.FILE)))
        .contains("window.unseen.0=5-7,19999", "window.unseen.1=1099511627776");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"credit=much", "topic=t\nwindow.unseen.0=7-3", "topic=t\nwindow.unseen.0="})
  void somethingElseIsRefusedByName(String text) throws Exception {
    // given
    Files.writeString(directory.resolve(ReplayProgress.FILE), text);

    // then
    assertThatThrownBy(() -> ReplayProgress.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ReplayProgress.FILE);
  }

  private static LogPlace place() {
    var window = new WindowPlace(Map.of(0, 5L, 1, 1L << 40, 2, 0L, 3, 99L));
    Map<Integer, SortedSet<Long>> unseen =
        Map.of(0, new TreeSet<>(Set.of(5L, 6L, 7L, 19_999L)), 1, new TreeSet<>(Set.of(1L << 40)));
    return new LogPlace("zfYk_Qn-SkuB0", Map.of(0, 20_000L, 1, 1L << 41, 300, 7L), window, unseen);
  }
}

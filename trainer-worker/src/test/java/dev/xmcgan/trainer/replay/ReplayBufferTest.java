package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayBufferTest {
  @TempDir private Path directory;

  @Test
  void thePairsLearnedLastStayWithTheirImages() throws Exception {
    // given
    ReplayBuffer window = window(3, directory);

    // when
    for (int time = 1; time <= 5; time++) {
      assertThat(window.isFull()).isEqualTo(time > 3);
      window.add(pair("p" + time, time, 0));
    }

    // then
    assertThat(ids(window)).containsExactly("p3", "p4", "p5");
    for (int i = 0; i < 3; i++) {
      assertThat(window.get(i).rgb()).containsExactly(i + 3);
      String id = "p" + (i + 3);
      assertThat(window.get(i).captions()).containsExactly(id + " once", id + " twice");
    }
  }

  @Test
  void aCorrectionSpeaksForTheEarlierVersion() throws Exception {
    // given
    ReplayBuffer window = window(5, directory);

    // when
    window.add(pair("p", 1, 0));
    window.add(pair("q", 2, 0));
    window.add(pair("p", 9, 0));

    // then
    assertThat(window.get(0).position().offset()).isEqualTo(9);
    assertThat(window.get(0).rgb()).containsExactly(9);
    assertThat(window.distinctPairs()).isEqualTo(2);
    assertThat(window.contains("p")).isTrue();
  }

  @Test
  void theLastVersionOfAPairLeavesWithIt() throws Exception {
    // given
    ReplayBuffer window = window(2, directory);
    window.add(pair("p", 1, 0));
    window.add(pair("p", 2, 0));

    // when
    window.add(pair("q", 3, 0));

    // then
    assertThat(ids(window)).containsExactly("p", "q");

    // when
    window.add(pair("r", 4, 0));

    // then
    assertThat(window.contains("p")).isFalse();
    assertThat(window.distinctPairs()).isEqualTo(2);
  }

  @Test
  void itsPlaceNamesWhereItsPairsLie() throws Exception {
    // given
    ReplayBuffer window = window(4, directory);
    assertThat(window.place()).isEqualTo(WindowPlace.empty());
    window.add(pair("a", 1, 0, 10));
    window.add(pair("b", 1, 1, 70));
    window.add(pair("c", 1, 0, 12));
    window.add(pair("d", 1, 2, 5));

    // when
    window.add(pair("e", 1, 1, 71));

    // then
    assertThat(window.place())
        .isEqualTo(new WindowPlace(Map.of(1, 70L, 0, 12L, 2, 5L), List.of(1, 0, 2, 1)));
    assertThat(window.oldestTimestamp()).contains(1L);
  }

  @Test
  void aWindowNeedsRoomForAPair() throws Exception {
    try (ImageCache images = ImageCache.in(directory, 1)) {
      assertThatThrownBy(() -> new ReplayBuffer(0, images)).hasMessageContaining("at least 1");
    }
  }

  @Test
  void theTighterLimitHolds() {
    assertThat(WindowLimits.ofPairs(100).capacity(12_288, 32)).isEqualTo(100);
    assertThat(new WindowLimits(100, OptionalLong.of(614_400)).capacity(12_288, 32)).isEqualTo(50);
    assertThat(new WindowLimits(40, OptionalLong.of(614_400)).capacity(12_288, 32)).isEqualTo(40);
    assertThatThrownBy(() -> new WindowLimits(40, OptionalLong.of(100_000)).capacity(12_288, 32))
        .hasMessageContaining("xmcgan.trainer.window-bytes must be at least 393216");
  }

  private static List<String> ids(ReplayBuffer window) {
    return IntStream.range(0, window.size()).mapToObj(i -> window.get(i).pairId()).toList();
  }
}

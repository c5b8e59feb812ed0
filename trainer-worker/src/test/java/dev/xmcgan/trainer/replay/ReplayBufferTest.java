package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.gone;
import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aCorrectionTakesThePlaceOfTheEarlierVersionAtTheEnd() throws Exception {
    // given
    ReplayBuffer window = window(3, directory);
    window.add(pair("p", 1, 0));
    window.add(pair("q", 2, 0));

    // when
    window.add(pair("p", 9, 0));

    // then: and nothing leaves for it
    assertThat(ids(window)).containsExactly("q", "p");
    assertThat(window.get(1).position().offset()).isEqualTo(9);
    assertThat(window.get(1).rgb()).containsExactly(9);
    window.add(pair("r", 10, 0));
    assertThat(ids(window)).containsExactly("q", "p", "r");
  }

  @Test
  void aPairThatIsGoneLeavesWithItsImage() throws Exception {
    // given
    ImageCache images = ImageCache.in(directory, 1);
    ReplayBuffer window = new ReplayBuffer(3, images);
    for (int time = 1; time <= 3; time++) {
      window.add(pair("p" + time, time, 0));
    }

    // when
    window.follow(gone("p2", 4, true));
    window.follow(gone("unknown", 5, true));

    // then
    assertThat(ids(window)).containsExactly("p1", "p3");
    assertThat(window.contains("p2")).isFalse();
    assertThat(images.get(1)).containsExactly(0);

    // when
    window.add(pair("p4", 6, 0));
    window.add(pair("p5", 7, 0));

    // then
    assertThat(ids(window)).containsExactly("p3", "p4", "p5");
    assertThat(window.get(1).rgb()).containsExactly(6);
    assertThat(window.get(2).rgb()).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whoeverFollowsItsStretchOfTheLogHasTheSameWindow(long seed) throws Exception {
    // given: corrections, erasures, more pairs than the window holds
    Random random = new Random(seed);
    ReplayBuffer window = window(20, directory.resolve("a"));
    List<LogEntry> log = new ArrayList<>();
    for (int offset = 0; offset < 300; offset++) {
      String id = "p" + random.nextInt(60);
      log.add(random.nextInt(4) == 0 ? gone(id, offset, true) : pair(id, offset, 0));
      window.follow(log.get(offset));
    }
    // and: what Kafka's compaction leaves of it
    Map<String, Long> newest = new HashMap<>();
    log.forEach(entry -> newest.put(entry.pairId(), entry.position().offset()));
    long first = window.place().first().get(0);

    // when
    ReplayBuffer whole = window(20, directory.resolve("b"));
    ReplayBuffer compacted = window(20, directory.resolve("c"));
    for (LogEntry entry : log.subList((int) first, log.size())) {
      whole.follow(entry);
      if (newest.get(entry.pairId()) == entry.position().offset()) {
        compacted.follow(entry);
      }
    }

    // then
    assertThat(contents(whole)).hasSizeGreaterThan(10).isEqualTo(contents(window));
    assertThat(contents(compacted)).isEqualTo(contents(window));
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
    assertThat(window.place()).isEqualTo(new WindowPlace(Map.of(1, 70L, 0, 12L, 2, 5L)));
    assertThat(window.age(Instant.ofEpochMilli(5))).isEqualTo(Duration.ofMillis(4));
  }

  @Test
  void aWindowNeedsRoomForAPair() throws Exception {
    try (ImageCache images = ImageCache.in(directory, 1)) {
      assertThatThrownBy(() -> new ReplayBuffer(0, images)).hasMessageContaining("at least 1");
    }
  }

  private static List<String> contents(ReplayBuffer window) {
    return IntStream.range(0, window.size())
        .mapToObj(window::get)
        .map(pair -> pair.pairId() + "@" + pair.position().offset() + ":" + pair.rgb()[0])
        .toList();
  }

  private static List<String> ids(ReplayBuffer window) {
    return IntStream.range(0, window.size()).mapToObj(i -> window.get(i).pairId()).toList();
  }
}

package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void theNewestPairsStayAndTheOldestLeave() {
    // given
    ReplayWindow window = new ReplayWindow(3);

    // when
    for (int time = 1; time <= 5; time++) {
      window.add(pair("p" + time, time, 0));
    }

    // then
    assertThat(ids(window)).containsExactly("p3", "p4", "p5");
    assertThat(window.isFull()).isTrue();
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    // given: 60 pairs on four partitions with many equal timestamps
    Random random = new Random(11);
    List<WindowPair> pairs =
        new ArrayList<>(
            IntStream.range(0, 60)
                .mapToObj(i -> pair("p" + random.nextInt(40), random.nextInt(15), i % 4, i))
                .toList());
    ReplayWindow expected = new ReplayWindow(20);
    pairs.forEach(expected::add);

    for (int round = 0; round < 50; round++) {
      // when
      Collections.shuffle(pairs, random);
      ReplayWindow window = new ReplayWindow(20);
      pairs.forEach(window::add);

      // then
      assertThat(window.distinctPairs()).isEqualTo(expected.distinctPairs());
      for (int i = 0; i < window.size(); i++) {
        assertThat(window.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void aPairReadTwiceCountsOnce() {
    // given
    ReplayWindow window = new ReplayWindow(5);

    // when
    window.add(pair("p", 1, 0));
    window.add(pair("p", 1, 0));

    // then
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void aCorrectionSpeaksForTheEarlierVersion() {
    // given
    ReplayWindow window = new ReplayWindow(5);
    WindowPair corrected = pair("p", 9, 0);

    // when
    window.add(pair("p", 1, 0));
    window.add(pair("q", 2, 0));
    window.add(corrected);

    // then
    assertThat(window.get(0)).isSameAs(corrected);
    assertThat(window.distinctPairs()).isEqualTo(2);
  }

  @Test
  void aPairOlderThanAllOfAFullWindowLeavesNoTrace() {
    // given
    ReplayWindow window = new ReplayWindow(2);
    window.add(pair("a", 5, 0));
    window.add(pair("b", 6, 0));

    // when
    window.add(pair("old", 1, 0));

    // then
    assertThat(ids(window)).containsExactly("a", "b");
    assertThat(window.distinctPairs()).isEqualTo(2);
  }

  @Test
  void aWindowNeedsRoomForAPair() {
    assertThatThrownBy(() -> new ReplayWindow(0)).hasMessageContaining("at least 1");
  }

  static WindowPair pair(String id, long time, int partition) {
    return pair(id, time, partition, time);
  }

  static WindowPair pair(String id, long time, int partition, long offset) {
    return new WindowPair(
        new PairPosition(time, new TopicPartition("pairs", partition), offset),
        id,
        List.of(id + " once", id + " twice"),
        new byte[] {(byte) time});
  }

  private static List<String> ids(ReplayWindow window) {
    return IntStream.range(0, window.size()).mapToObj(i -> window.get(i).pairId()).toList();
  }
}

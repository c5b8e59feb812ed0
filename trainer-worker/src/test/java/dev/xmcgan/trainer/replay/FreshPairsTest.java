package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.ReplayWindowTest.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FreshPairsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final TopicPartition ZERO = new TopicPartition("pairs", 0);
  private static final TopicPartition ONE = new TopicPartition("pairs", 1);

  private final FreshPairs fresh = new FreshPairs();

  @Test
  void pairsLeaveInTheOrderTheyCame() {
    // given
    fresh.add(pair("a", 3, 0), NOW);
    fresh.add(pair("b", 1, 1), NOW);
    fresh.add(pair("c", 2, 0), NOW);

    // then
    assertThat(fresh.take(2)).extracting(WindowPair::pairId).containsExactly("a", "b");
    assertThat(fresh.take(5)).extracting(WindowPair::pairId).containsExactly("c");
    assertThat(fresh.take(5)).isEmpty();
  }

  @Test
  void offsetsStopAtTheFirstPairNotYetLearned() {
    // given
    fresh.add(pair("a", 10, 0), NOW);
    fresh.add(pair("b", 11, 0), NOW);
    fresh.add(pair("c", 20, 1), NOW);

    // then
    assertThat(fresh.firstOffsets()).isEqualTo(Map.of(ZERO, 10L, ONE, 20L));

    // when
    List<WindowPair> taken = fresh.take(1);

    // then
    assertThat(fresh.firstOffsets()).isEqualTo(Map.of(ZERO, 11L, ONE, 20L));

    // when
    fresh.putBack(taken, NOW);

    // then
    assertThat(fresh.firstOffsets()).isEqualTo(Map.of(ZERO, 10L, ONE, 20L));
    assertThat(fresh.take(1)).isEqualTo(taken);
  }

  @Test
  void theLongestWaitIsThatOfTheFirst() {
    // given
    assertThat(fresh.longestWait(NOW)).isZero();
    fresh.add(pair("a", 1, 0), NOW);
    fresh.add(pair("b", 2, 0), NOW.plusSeconds(3));

    // then
    assertThat(fresh.longestWait(NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(4));
    fresh.take(1);
    assertThat(fresh.longestWait(NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(1));
  }
}

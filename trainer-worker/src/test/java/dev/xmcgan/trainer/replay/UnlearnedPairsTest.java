package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.gone;
import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnlearnedPairsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final TopicPartition ZERO = new TopicPartition("pairs", 0);
  private static final TopicPartition ONE = new TopicPartition("pairs", 1);
  private static final Set<TopicPartition> BOTH = Set.of(ZERO, ONE);

  private final UnlearnedPairs fresh = new UnlearnedPairs(BOTH);

  @Test
  void theEarliestOfThePartitionsFirstsIsNext() {
    // given
    fresh.add(pair("a", 3, 0), NOW);
    fresh.add(pair("b", 1, 1), NOW);
    fresh.add(pair("c", 2, 0), NOW); // late, but it does not overtake a
    fresh.endedAt(BOTH);

    // then
    assertThat(fresh.peek(2)).extracting(WindowPair::pairId).containsExactly("b", "a");
    assertThat(fresh.peek(9)).extracting(WindowPair::pairId).containsExactly("b", "a", "c");
  }

  @Test
  void nothingIsNextBeforeEveryPartitionHasShownWhatItHas() {
    // given
    fresh.add(pair("a", 1, 0), NOW);
    fresh.add(pair("b", 2, 0), NOW);

    // then
    assertThat(fresh.peek(2)).isEmpty();

    // when
    fresh.add(pair("c", 3, 1), NOW);

    // then: after a, b and c nobody knows
    assertThat(fresh.peek(9)).extracting(WindowPair::pairId).containsExactly("a", "b");
    assertThat(fresh.isCaughtUp()).isFalse();

    // when
    fresh.endedAt(Set.of(ZERO));

    // then
    assertThat(fresh.peek(9)).extracting(WindowPair::pairId).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void theOrderDoesNotDependOnHowPartitionsWereRead(int seed) {
    // given
    List<List<WindowPair>> logs = List.of(new ArrayList<>(), new ArrayList<>());
    Random times = new Random(99);
    for (int i = 0; i < 60; i++) {
      int partition = times.nextInt(2);
      logs.get(partition).add(pair("p" + i, times.nextInt(40), partition, i));
    }
    UnlearnedPairs whole = new UnlearnedPairs(BOTH);
    logs.forEach(log -> log.forEach(pair -> whole.add(pair, NOW)));
    whole.endedAt(BOTH);

    // when: read in pieces, and learned meanwhile
    Random pieces = new Random(seed);
    List<WindowPair> learned = new ArrayList<>();
    int[] read = new int[2];
    while (learned.size() < 60) {
      int partition = pieces.nextInt(2);
      List<WindowPair> log = logs.get(partition);
      int end = Math.min(log.size(), read[partition] + pieces.nextInt(9));
      log.subList(read[partition], end).forEach(pair -> fresh.add(pair, NOW));
      read[partition] = end;
      fresh.endedAt(
          Set.of(ZERO, ONE).stream()
              .filter(each -> read[each.partition()] == logs.get(each.partition()).size())
              .collect(java.util.stream.Collectors.toSet()));
      List<WindowPair> next = fresh.peek(pieces.nextInt(5));
      fresh.remove(next);
      learned.addAll(next);
    }

    // then
    assertThat(learned).isEqualTo(whole.peek(60));
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
    fresh.remove(fresh.peek(1));

    // then
    assertThat(fresh.firstOffsets()).isEqualTo(Map.of(ZERO, 11L, ONE, 20L));
    assertThat(fresh.partitionsWith(1)).isEqualTo(BOTH);
    assertThat(fresh.partitionsWith(2)).isEmpty();
  }

  @Test
  void whatIsGoneIsPassedInItsPlaceAndNotBefore() {
    // given
    WindowPair a = pair("a", 1, 0);
    WindowPair b = pair("b", 3, 0);
    GonePair early = gone("x", 2, true);
    GonePair late = gone("a", 4, false);
    List.of(a, early, b, late).forEach(entry -> fresh.add(entry, NOW));
    fresh.endedAt(BOTH);

    // then
    assertThat(fresh.size()).isEqualTo(2);
    assertThat(fresh.takeWhile(GonePair.class::isInstance)).isEmpty();
    assertThat(fresh.peek(9)).containsExactly(a, b);

    // when, then: what follows the last is not passed with it
    assertThat(fresh.remove(List.of(a, b))).containsExactly(a, early, b);
    assertThat(fresh.firstOffsets()).isEqualTo(Map.of(ZERO, 4L));
    assertThat(fresh.takeWhile(GonePair.class::isInstance)).containsExactly(late);
    assertThat(fresh.firstOffsets()).isEmpty();
  }

  @Test
  void onlyWhatIsNextCanBeRemoved() {
    // given
    WindowPair second = pair("b", 2, 0);
    fresh.add(pair("a", 1, 0), NOW);
    fresh.add(second, NOW);

    // then
    assertThatThrownBy(() -> fresh.remove(List.of(second)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theLongestWaitIsThatOfTheFirst() {
    // given
    assertThat(fresh.longestWait(NOW)).isZero();
    fresh.add(pair("a", 1, 0), NOW);
    fresh.add(pair("b", 2, 0), NOW.plusSeconds(3));
    fresh.endedAt(BOTH);

    // then
    assertThat(fresh.longestWait(NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(4));
    fresh.remove(fresh.peek(1));
    assertThat(fresh.longestWait(NOW.plusSeconds(4))).isEqualTo(Duration.ofSeconds(1));
  }
}

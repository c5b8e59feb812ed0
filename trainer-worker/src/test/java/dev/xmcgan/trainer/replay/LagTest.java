package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.gone;
import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LagTest {
  private static final Instant NOW = Instant.ofEpochMilli(10_000);
  private static final TopicPartition PARTITION = new TopicPartition("pairs", 0);

  private final UnlearnedPairs fresh = new UnlearnedPairs(Set.of(PARTITION));
  @TempDir private Path directory;

  @Test
  void whatIsAllLearnedHasNone() throws Exception {
    try (ReplayBuffer window = window(3, directory)) {
      window.add(pair("a", 3, 0));

      // then
      assertThat(lag(window, Set.of())).isEqualTo(new Lag(0, Duration.ZERO));
    }
  }

  @Test
  void aPairIsBehindUntilTheGeneratorWasTrainedOnIt() throws Exception {
    // given: of three that steps took, one is learned
    try (ReplayBuffer window = window(3, directory)) {
      window.add(pair("a", 3, 0));
      window.add(pair("b", 4, 0));
      window.add(pair("c", 5, 0));
      fresh.add(pair("d", 6, 0), NOW);
      fresh.add(gone("a", 7, true), NOW);

      // then
      assertThat(lag(window, Set.of(4L, 5L))).isEqualTo(new Lag(3, Duration.ofMillis(9_996)));
      assertThat(lag(window, Set.of())).isEqualTo(new Lag(1, Duration.ofMillis(9_994)));
    }
  }

  @Test
  void anEarlierVersionOfACorrectedPairIsNotWaitedFor() throws Exception {
    try (ReplayBuffer window = window(3, directory)) {
      window.add(pair("a", 3, 0));
      window.add(pair("b", 4, 0));

      // when
      window.add(pair("a", 8, 0));

      // then
      assertThat(lag(window, Set.of(3L, 8L))).isEqualTo(new Lag(1, Duration.ofMillis(9_992)));
    }
  }

  @Test
  void whatIsNotReadIsBehindToo() {
    assertThat(new Lag(3, Duration.ofSeconds(2)).withUnread(40))
        .isEqualTo(new Lag(43, Duration.ofSeconds(2)));
  }

  private Lag lag(ReplayBuffer window, Set<Long> unseen) {
    return Lag.of(window, new GeneratorExposure(2, Map.of(0, new TreeSet<>(unseen))), fresh, NOW);
  }
}

package dev.xmcgan.transport.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.NewPairs;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshnessTrackerTest {
  private final Map<String, Checkpoint> board = new HashMap<>();
  private final FreshnessTracker served =
      new FreshnessTracker(id -> Optional.ofNullable(board.get(id)));

  @Test
  void aReleaseServesWhatItLearnedSinceItsParent() {
    // given
    publish("a", null);
    publish("b", "a", 10, 20, 40);
    served.drew("a", second(5));

    // when
    Optional<ServedPairs> first = served.drew("b", second(50));

    // then
    assertThat(first)
        .contains(
            new ServedPairs("b", 3, List.of(seconds(10), seconds(30), seconds(40)), second(50)));
    assertThat(first.orElseThrow().median()).isEqualTo(seconds(30));
    assertThat(first.orElseThrow().quantile(0.9)).isEqualTo(seconds(40));
  }

  @Test
  void aPairIsServedOnce() {
    // given
    publish("a", null);
    publish("b", "a", 10);
    served.drew("a", second(5));
    served.drew("b", second(50));

    // then: not by the next image, not after going back and coming again
    assertThat(served.drew("b", second(51))).isEmpty();
    assertThat(served.drew("a", second(52))).isEmpty();
    assertThat(served.drew("b", second(53))).isEmpty();
  }

  @Test
  void pairsOfACheckpointThatWasOvertakenAreServedByItsDescendant() {
    // given: b and c are published, c alone is served
    publish("a", null);
    publish("b", "a", 10);
    publish("c", "b", 30);
    served.drew("a", second(5));

    // when
    ServedPairs first = served.drew("c", second(60)).orElseThrow();

    // then
    assertThat(first.count()).isEqualTo(2);
    assertThat(first.waits()).containsExactly(seconds(30), seconds(50));
    assertThat(served.drew("b", second(70))).isEmpty();
  }

  @Test
  void whatTheFirstCheckpointHadLearnedIsNotNew() {
    // given: this process came up while c was serving
    publish("a", null, 1);
    publish("b", "a", 2);
    publish("c", "b", 3);

    // then
    assertThat(served.drew("c", second(1_000))).isEmpty();
    // and: nor is what an ancestor had, when it is released once more
    assertThat(served.drew("b", second(1_001))).isEmpty();
  }

  @Test
  void aManifestThatIsNotThereYetIsAskedForAgain() {
    // given
    publish("a", null);
    served.drew("a", second(5));
    assertThat(served.drew("b", second(50))).isEmpty();

    // when
    publish("b", "a", 10);

    // then
    assertThat(served.drew("b", second(51))).isPresent();
  }

  @Test
  void aLineWhoseManifestsAreGoneEndsThere() {
    // given
    publish("a", null);
    publish("c", "gone", 30);
    served.drew("a", second(5));

    // then
    assertThat(served.drew("c", second(40)).orElseThrow().waits()).containsExactly(seconds(10));
  }

  @Test
  void aClockThatLagsMakesNoNegativeWait() {
    // given
    publish("a", null);
    publish("b", "a", 10);
    served.drew("a", second(5));

    // then
    assertThat(served.drew("b", second(9)).orElseThrow().median()).isEqualTo(Duration.ZERO);
  }

  private void publish(String id, String parent, long... arrivals) {
    board.put(
        id,
        Checkpoint.newBuilder()
            .setCheckpointId(id)
            .setParentId(parent)
            .setTrainerId("t")
            .setStep(1)
            .setPairsSeen(1)
            .setModelConfig("{}")
            .setTextEncoder("e")
            .setFiles(List.of())
            .setCreatedAt(second(0))
            .setNewPairs(
                new NewPairs(
                    (long) arrivals.length,
                    Arrays.stream(arrivals).map(second -> second * 1_000).boxed().toList()))
            .build());
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}

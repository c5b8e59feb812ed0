package dev.xmcgan.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.generator.testing.WorkerConfigs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Function<String, Optional<String>> ONE_MODEL =
      request -> Optional.of("model");

  private static final String TENANT = "default";

  /** The only lane draws. */
  private static final FreeLanes BUSY = new FreeLanes(0, 1);

  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final MicroBatcher<String> batcher =
      new MicroBatcher<>(
          WorkerConfigs.batching(Map.of("max-batch", "4", "linger", "20ms", "max-wait", "2s")),
          request -> 1,
          clock);

  @Test
  void fullBatchIsDueAtOnce() {
    // given
    add("a", 2);
    add("b", 2);

    // when
    Optional<MicroBatch<String>> batch = batcher.next(ONE_MODEL, BUSY);

    // then
    assertThat(batch.orElseThrow().shares())
        .containsExactly(new Share<>("a", 0, 2, true), new Share<>("b", 0, 2, true));
    assertThat(batcher.requests()).isZero();
  }

  @Test
  void smallBatchWaitsForTheLingerOfItsFirstRequest() {
    // given
    add("a", 1);
    clock.advance(Duration.ofMillis(15));
    add("b", 1);

    // then
    assertThat(batcher.next(ONE_MODEL, BUSY)).isEmpty();
    assertThat(batcher.untilDue(ONE_MODEL, BUSY)).contains(Duration.ofMillis(5));

    // when
    clock.advance(Duration.ofMillis(5));

    // then
    assertThat(batcher.untilDue(ONE_MODEL, BUSY)).contains(Duration.ZERO);
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("a", "b");
    assertThat(batcher.untilDue(ONE_MODEL, BUSY)).isEmpty();
  }

  @Test
  void nobodyWaitsWhileALaneIsFree() {
    // given
    add("a", 1);

    // then
    assertThat(batcher.untilDue(ONE_MODEL, new FreeLanes(1, 2))).contains(Duration.ZERO);
    assertThat(requests(batcher.next(ONE_MODEL, new FreeLanes(1, 2)))).containsExactly("a");
  }

  @Test
  void whatWaitedInTheTopicDoesNotWaitAgain() {
    // when
    batcher.add("late", 1, 0, TENANT, clock.instant().minus(LINGER));

    // then
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("late");
  }

  @Test
  void senderWithAClockAheadWaitsNoLongerThanTheLinger() {
    // given
    batcher.add("future", 1, 0, TENANT, clock.instant().plus(Duration.ofHours(1)));

    // when
    clock.advance(LINGER);

    // then
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("future");
  }

  @Test
  void higherPriorityGoesFirstAndEqualOnesAsTheyCame() {
    // given
    add("low-1", 2, 0);
    add("high-1", 2, 5);
    add("lowest", 2, Integer.MIN_VALUE);
    add("low-2", 2, 0);
    add("high-2", 2, 5);

    // then
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("high-1", "high-2");
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("low-1", "low-2");
    clock.advance(LINGER);
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("lowest");
  }

  @Test
  void lowPriorityIsNotStarved() {
    // given
    add("patient", 1, -1);
    List<String> drawn = new ArrayList<>();

    // when
    for (int i = 0; i < 100 && !drawn.contains("patient"); i++) {
      add("urgent-" + i, 4, 10);
      drawn.addAll(requests(batcher.next(ONE_MODEL, BUSY)));
      clock.advance(Duration.ofMillis(100));
    }

    // then
    assertThat(drawn).contains("patient").hasSizeLessThanOrEqualTo(23);
  }

  @Test
  void requestLargerThanABatchIsSplit() {
    // given
    add("ten", 10);

    // then
    assertThat(shares(batcher.next(ONE_MODEL, BUSY)))
        .containsExactly(new Share<>("ten", 0, 4, false));
    assertThat(batcher.images()).isEqualTo(6);
    assertThat(shares(batcher.next(ONE_MODEL, BUSY)))
        .containsExactly(new Share<>("ten", 4, 8, false));
    clock.advance(LINGER);
    assertThat(shares(batcher.next(ONE_MODEL, BUSY)))
        .containsExactly(new Share<>("ten", 8, 10, true));
    assertThat(batcher.images()).isZero();
  }

  @Test
  void roomThatIsLeftIsFilledWithPartOfTheNextRequest() {
    // given
    add("three", 3);
    add("two", 2);

    // then
    assertThat(shares(batcher.next(ONE_MODEL, BUSY)))
        .containsExactly(new Share<>("three", 0, 3, true), new Share<>("two", 0, 1, false));
  }

  @Test
  void splitRequestStartsAgainWhenAnotherGeneratorTakesOver() {
    // given
    add("six", 6);
    batcher.next(request -> Optional.of("old"), BUSY);
    clock.advance(LINGER);

    // when
    MicroBatch<String> batch = batcher.next(request -> Optional.of("new"), BUSY).orElseThrow();

    // then
    assertThat(batch.generator()).isEqualTo("new");
    assertThat(batch.shares()).containsExactly(new Share<>("six", 0, 4, false));
  }

  @Test
  void oneBatchHasOneGenerator() {
    // given
    add("stable-1", 1);
    add("other-1", 1);
    add("stable-2", 1);
    clock.advance(LINGER);
    Function<String, Optional<String>> byName =
        request -> Optional.of(request.substring(0, request.indexOf('-')));

    // then
    assertThat(requests(batcher.next(byName, BUSY))).containsExactly("stable-1", "stable-2");
    assertThat(requests(batcher.next(byName, BUSY))).containsExactly("other-1");
  }

  @Test
  void fullBatchOfOneGeneratorIsNotHeldUpByTheOtherThatLingers() {
    // given
    add("stable-1", 1);
    add("other-1", 4);

    // when
    Optional<MicroBatch<String>> batch =
        batcher.next(request -> Optional.of(request.substring(0, request.indexOf('-'))), BUSY);

    // then
    assertThat(requests(batch)).containsExactly("other-1");
  }

  @Test
  void requestsWhoseGeneratorIsLoadingAreLeftOut() {
    // given
    add("loading", 4);
    add("ready", 4);

    // when
    Optional<MicroBatch<String>> batch =
        batcher.next(
            request -> request.equals("ready") ? Optional.of("model") : Optional.empty(), BUSY);

    // then
    assertThat(requests(batch)).containsExactly("ready");
    assertThat(batcher.requests()).isEqualTo(1);
    assertThat(batcher.untilDue(request -> Optional.empty(), BUSY)).isEmpty();
  }

  @Test
  void removedRequestsAreNotDrawn() {
    // given
    add("gone", 4);
    add("kept", 4);

    // when
    List<String> removed = batcher.remove("gone"::equals);

    // then
    assertThat(removed).containsExactly("gone");
    assertThat(requests(batcher.next(ONE_MODEL, BUSY))).containsExactly("kept");
  }

  @Test
  void everyImageOfEveryRequestIsTakenExactlyOnce() {
    // given
    Random random = new Random(7);
    MicroBatcher<Integer> many =
        new MicroBatcher<>(
            WorkerConfigs.batching(Map.of("max-batch", "5", "linger", "20ms", "max-wait", "2s")),
            request -> 1,
            clock);
    int[] counts = random.ints(500, 1, 11).toArray();
    int[] next = new int[counts.length];

    // when
    int added = 0;
    while (added < counts.length || many.requests() > 0) {
      for (int i = 0; i < 3 && added < counts.length; i++, added++) {
        many.add(
            added,
            counts[added],
            random.nextInt(3),
            "tenant-" + random.nextInt(3),
            clock.instant());
      }
      clock.advance(Duration.ofMillis(random.nextInt(40)));
      Optional<MicroBatch<Integer>> batch = many.next(request -> Optional.of("model"), BUSY);
      if (batch.isPresent()) {
        assertThat(batch.get().images()).isBetween(1, 5);
        for (Share<Integer> share : batch.get().shares()) {
          assertThat(share.from()).isEqualTo(next[share.request()]);
          next[share.request()] = share.to();
          assertThat(share.last()).isEqualTo(share.to() == counts[share.request()]);
        }
      }
    }

    // then
    assertThat(next).isEqualTo(counts);
  }

  @Test
  void requestForNothingIsABug() {
    assertThatThrownBy(() -> add("none", 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private void add(String request, int images) {
    add(request, images, 0);
  }

  private void add(String request, int images, int priority) {
    batcher.add(request, images, priority, TENANT, clock.instant());
  }

  private static List<Share<String>> shares(Optional<MicroBatch<String>> batch) {
    return batch.orElseThrow().shares();
  }

  private static List<String> requests(Optional<MicroBatch<String>> batch) {
    return batch.stream().flatMap(each -> each.shares().stream()).map(Share::request).toList();
  }
}

package dev.xmcgan.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.generator.testing.WorkerConfigs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link MicroBatcher} draws of which tenant. */
class TenantsTest {
  private static final int MAX_BATCH = 4;
  private static final Duration PASS = Duration.ofMillis(100);
  private static final FreeLanes FREE = new FreeLanes(1, 1);

  private record Asked(String tenant, int images, double cost) {}

  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final MicroBatcher<Asked> batcher =
      new MicroBatcher<>(
          WorkerConfigs.batching(
              Map.of(
                  "max-batch",
                  String.valueOf(MAX_BATCH),
                  "max-wait",
                  "2s",
                  "tenant-weights.triple",
                  "3")),
          Asked::cost,
          clock);

  @Test
  void fewRequestsDoNotWaitBehindTheThousandOfAnother() {
    // given
    add(1_000, "many", 0);
    draw(3);
    add(5, "few", 0);

    // when
    List<String> drawn = draw(10 / MAX_BATCH + 1);

    // then
    assertThat(drawn).filteredOn("few"::equals).hasSize(5);
    assertThat(draw(1_000)).as("nobody is forgotten").hasSize(1_005 - 3 * MAX_BATCH - drawn.size());
  }

  @Test
  void itStaysSoWhenAllHaveWaitedForLong() {
    // given
    add(1_000, "many", 0);
    clock.advance(Duration.ofSeconds(10));
    add(5, "few", 0);

    // then
    assertThat(draw(3)).filteredOn("few"::equals).hasSize(5);
  }

  @Test
  void weightsHoldInSharesOfTheCost() {
    // given
    for (int i = 0; i < 1_000; i++) {
      add(new Asked("triple", 1, 1), 0);
      add(new Asked("large", 1, 5), 0);
      add(new Asked("several", 3, 2), 0);
    }

    // when
    List<Share<Asked>> drawn = shares(200);

    // then
    double all = cost(drawn, "triple") + cost(drawn, "large") + cost(drawn, "several");
    assertThat(cost(drawn, "triple") / all).isEqualTo(3 / 5.0, within(0.02));
    assertThat(cost(drawn, "large") / all).isEqualTo(1 / 5.0, within(0.02));
    assertThat(cost(drawn, "several") / all).isEqualTo(1 / 5.0, within(0.02));
  }

  @Test
  void whoWasIdleHasNoCreditForIt() {
    // given
    add(1_000, "busy", 0);
    draw(100);
    add(1_000, "idle", 0);

    // then
    assertThat(draw(10)).filteredOn("idle"::equals).hasSizeBetween(19, 21);
  }

  @Test
  void whoComesAndGoesHasNoCreditEither() {
    // given
    add(1_000, "busy", 0);
    List<String> drawn = new ArrayList<>();

    // when
    for (int i = 0; i < 50; i++) {
      add(2, "sometimes", 0);
      drawn.addAll(draw(1));
    }

    // then
    assertThat(drawn).filteredOn("sometimes"::equals).hasSize(100);
    add(40, "sometimes", 0);
    assertThat(draw(10)).filteredOn("busy"::equals).hasSizeBetween(19, 21);
  }

  @Test
  void whatIsRemovedIsNotCounted() {
    // given
    add(100, "fickle", 0);
    add(100, "steady", 0);

    // when
    batcher.remove(each -> each.tenant().equals("fickle"));
    add(100, "fickle", 0);

    // then
    assertThat(draw(10)).filteredOn("fickle"::equals).hasSize(20);
  }

  @Test
  void priorityGoesBeforeShares() {
    // given
    add(4, "low", 0);
    add(8, "high", 5);

    // then
    assertThat(draw(2)).containsOnly("high");
    assertThat(draw(1)).containsOnly("low");
  }

  @Test
  void whatOneDrawsOfHighPriorityCostsOthersNothingOfTheirShares() {
    // given
    add(40, "high", 5);
    add(100, "first", 0);
    draw(10);

    // when
    add(100, "second", 0);

    // then
    assertThat(draw(10)).filteredOn("second"::equals).hasSize(20);
  }

  @Test
  void whatIsHeldForLongSharesWithHighPriority() {
    // given
    add(8, "patient", -1);
    clock.advance(Duration.ofSeconds(3));
    add(100, "urgent", 10);

    // then
    assertThat(draw(4)).filteredOn("patient"::equals).hasSize(8);
  }

  @Test
  void whatIsBegunIsEnded() {
    // given
    add(new Asked("first", 32, 1), 0);
    add(new Asked("second", 32, 1), 0);

    // then
    assertThat(draw(8)).containsOnly("first");
    assertThat(draw(8)).containsOnly("second");
  }

  @Test
  void nobodyStarvesWhateverComes() {
    // given
    Random random = new Random(11);
    add(new Asked("patient", 1, 1), -100);
    List<String> drawn = new ArrayList<>();

    // when
    for (int pass = 0; pass < 60; pass++) {
      for (int i = 0; i < 2 * MAX_BATCH; i++) {
        add(
            new Asked("tenant-" + random.nextInt(20), 1 + random.nextInt(4), random.nextInt(1, 20)),
            random.nextInt(-3, 4));
      }
      drawn.addAll(draw(1));
    }

    // then
    assertThat(drawn).contains("patient");
  }

  private void add(int requests, String tenant, int priority) {
    for (int i = 0; i < requests; i++) {
      add(new Asked(tenant, 1, 1), priority);
    }
  }

  private void add(Asked asked, int priority) {
    batcher.add(asked, asked.images(), priority, asked.tenant(), clock.instant());
  }

  /** Tenants of the images of the next micro-batches. */
  private List<String> draw(int batches) {
    return shares(batches).stream()
        .flatMap(share -> Collections.nCopies(share.images(), share.request().tenant()).stream())
        .toList();
  }

  private List<Share<Asked>> shares(int batches) {
    List<Share<Asked>> shares = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      batcher
          .next(request -> Optional.of("model"), FREE)
          .ifPresent(batch -> shares.addAll(batch.shares()));
      clock.advance(PASS);
    }
    return shares;
  }

  private static double cost(List<Share<Asked>> shares, String tenant) {
    return shares.stream()
        .filter(share -> share.request().tenant().equals(tenant))
        .mapToDouble(share -> share.images() * share.request().cost())
        .sum();
  }
}

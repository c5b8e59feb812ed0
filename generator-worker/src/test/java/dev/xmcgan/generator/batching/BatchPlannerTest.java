package dev.xmcgan.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.batching.BatchPlanner.Backlog;
import dev.xmcgan.generator.testing.WorkerConfigs;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs take 8 ms and 10 ms for each image, where nothing else is said. */
class BatchPlannerTest {
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final FreeLanes ONE_OF_TWO = new FreeLanes(1, false);

  private final BatchPlanner planner = planner("216ms");

  @Test
  void twoOfTheLargestFitTheTarget() {
    // given
    learn(8, 10);

    // then: 8 + 10 · 10 = 108 ms, twice
    assertThat(planner.mostCost(waiting(16), ONE_OF_TWO)).isBetween(9.9, 10.1);
  }

  @Test
  void whatWaitsIsSharedAmongTheFreeLanes() {
    // given
    learn(8, 10);

    // then
    assertThat(planner.mostCost(waiting(7), FreeLanes.all(2))).isEqualTo(4);
    assertThat(planner.mostCost(waiting(1), FreeLanes.all(2))).isEqualTo(1);
  }

  @Test
  void anImageGoesThatAloneCostsMoreThanTheTargetAllows() {
    // given
    learn(8, 10);

    // then
    assertThat(planner.mostCost(new Backlog(1, 50, 50, NOW, NOW), ONE_OF_TWO)).isEqualTo(50);
  }

  @Test
  void whereMoreWaitsThanTheTargetAllowsSmallOnesWouldHelpNobody() {
    // given
    learn(8, 10);

    // then
    assertThat(planner.mostCost(waiting(40), ONE_OF_TWO)).isEqualTo(40);
  }

  @Test
  void overheadIsNeverMostOfAPass() {
    // given: a pass of one image takes more than half of the target
    learn(105, 10);

    // then
    assertThat(planner.mostCost(waiting(10), ONE_OF_TWO)).isEqualTo(10);
  }

  @Test
  void oneWaitsNoLongerThanCompanySaves() {
    // given
    learn(8, 10);
    Instant last = NOW.plusMillis(7);

    // then
    assertThat(planner.dueAt(new Backlog(4, 4, 1, NOW, last), ONE_OF_TWO))
        .isBetween(NOW.plusMillis(7), NOW.plusMillis(9));
  }

  @Test
  void whereNobodyElseComesItGoesBefore() {
    // given
    learn(8, 10);

    // then
    assertThat(planner.dueAt(waiting(1), ONE_OF_TWO))
        .isBetween(NOW.plusNanos(1_900_000), NOW.plusNanos(2_100_000));
  }

  @Test
  void nobodyWaitsLongerThanTheLinger() {
    // given
    learn(100, 1);
    Instant last = NOW.plusMillis(19);

    // then
    assertThat(planner.dueAt(new Backlog(4, 4, 1, NOW, last), ONE_OF_TWO))
        .isEqualTo(NOW.plus(LINGER));
  }

  @Test
  void whileNoLaneIsFreeOnlyAFullOneGoesOn() {
    // given
    learn(8, 10);

    // then
    assertThat(planner.dueAt(waiting(4), FreeLanes.NONE)).isEqualTo(Instant.MAX);
    assertThat(planner.dueAt(waiting(11), FreeLanes.NONE)).isEqualTo(Instant.MIN);
  }

  @Test
  void nobodyWaitsWhileNothingIsDrawn() {
    assertThat(planner.dueAt(waiting(1), FreeLanes.all(2))).isEqualTo(Instant.MIN);
  }

  @Test
  void beforeAnythingWasDrawnTheLimitsHold() {
    assertThat(planner.mostCost(waiting(16), ONE_OF_TWO)).isEqualTo(16);
    assertThat(planner.dueAt(waiting(15), FreeLanes.NONE)).isEqualTo(Instant.MAX);
    assertThat(planner.dueAt(waiting(16), FreeLanes.NONE)).isEqualTo(Instant.MIN);
  }

  @Test
  void withoutATargetTheLimitsAreTakenAsTheyAre() {
    // given
    BatchPlanner fixed = planner("0s");

    // then
    assertThat(fixed.mostCost(waiting(7), FreeLanes.all(2))).isInfinite();
    assertThat(fixed.dueAt(waiting(15), FreeLanes.NONE)).isEqualTo(NOW.plus(LINGER));
    assertThat(fixed.dueAt(waiting(16), FreeLanes.NONE)).isEqualTo(Instant.MIN);
  }

  private static BatchPlanner planner(String target) {
    return new BatchPlanner(WorkerConfigs.batching(Map.of("latency-target", target)));
  }

  private void learn(int overheadMillis, int millisEach) {
    for (int images = 1; images <= 16; images++) {
      planner.ran(images, Duration.ofMillis(overheadMillis + (long) millisEach * images));
    }
  }

  private static Backlog waiting(int images) {
    return new Backlog(images, images, 1, NOW, NOW);
  }
}

package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.HeldRequests;
import dev.xmcgan.model.generation.ImageRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingPipelineTest {
  private static final String DEADLY = "deadly";
  private static final String SLOW = "slow";

  @TempDir Path directory;

  @Test
  void whatTheProcessDiesOfIsNotCoveredUpByTheNextPass() throws InterruptedException {
    // given: one lane, and a micro-batch that waits for it
    Path file = directory.resolve("attempts");
    FakeDrawer drawer =
        new FakeDrawer(
            "c-1",
            requests -> {
              if (requests.get(0).caption().equals(DEADLY)) {
                throw new InternalError("the process is gone");
              }
            });
    SharedGenerator generator = new SharedGenerator(drawer);
    HeldRequest killer = held(0, DEADLY);

    // when
    try (DrawingPipeline pipeline = pipeline(1, file, () -> {})) {
      pipeline.begin(generator.lease(), batch("c-1", killer));
      pipeline.begin(generator.lease(), batch("c-1", held(1, "a cat")));

      // then
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(pipeline::collect)
                      .hasMessageContaining("the process is gone"));
      assertThat(pipeline.end(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(drawer.batchSizes()).as("nothing is drawn after it").isEmpty();
    assertThat(new AttemptLog(file).of(killer.source())).isEqualTo(new AttemptLog.Deaths(1, true));
  }

  @Test
  void afterASwapNothingOfTheOldCheckpointComesAfterTheNew() {
    // given: two lanes, one of which is slow with what the old checkpoint was given
    CountDownLatch slow = new CountDownLatch(1);
    SharedGenerator old =
        new SharedGenerator(new FakeDrawer("c-1", requests -> waitIfSlow(slow, requests)));
    SharedGenerator next = new SharedGenerator(new FakeDrawer("c-2"));
    AtomicInteger steps = new AtomicInteger();
    try (DrawingPipeline pipeline =
        pipeline(2, directory.resolve("attempts"), steps::incrementAndGet)) {
      MicroBatch<HeldRequest> first = batch("c-1", held(0, SLOW));
      MicroBatch<HeldRequest> overtakes = batch("c-1", held(1, "a cat"));
      MicroBatch<HeldRequest> ofTheNew = batch("c-2", held(2, "a dog"));

      // when
      pipeline.begin(old.lease(), first);
      pipeline.begin(old.lease(), overtakes);
      List<DrawnBatch> delivered = new ArrayList<>();
      await().untilAsserted(() -> assertThat(collect(pipeline, delivered)).hasSize(1));
      pipeline.begin(next.lease(), ofTheNew);
      await().untilAsserted(() -> assertThat(steps).as("drawn and encoded, twice").hasValue(4));
      collect(pipeline, delivered);

      // then
      assertThat(delivered).extracting(DrawnBatch::batch).containsExactly(overtakes);
      slow.countDown();
      await().untilAsserted(() -> assertThat(collect(pipeline, delivered)).hasSize(3));
      assertThat(delivered)
          .extracting(DrawnBatch::batch)
          .containsExactly(overtakes, first, ofTheNew);
      assertThat(pipeline.isIdle()).isTrue();
    }
  }

  private static List<DrawnBatch> collect(DrawingPipeline pipeline, List<DrawnBatch> delivered) {
    Stream.generate(pipeline::collect)
        .takeWhile(Optional::isPresent)
        .forEach(each -> delivered.add(each.get()));
    return delivered;
  }

  private static void waitIfSlow(CountDownLatch latch, List<ImageRequest> requests) {
    try {
      if (requests.get(0).caption().equals(SLOW)) {
        latch.await();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DrawingPipeline pipeline(int lanes, Path attempts, Runnable onDrawn) {
    return new DrawingPipeline(
        () -> new Lanes(lanes, true),
        held -> Optional.empty(),
        onDrawn,
        new AttemptLog(attempts),
        Clock.systemUTC());
  }

  private static MicroBatch<HeldRequest> batch(String generator, HeldRequest held) {
    return new MicroBatch<>(generator, List.of(new Share<>(held, 0, 1, true)));
  }

  private static HeldRequest held(long offset, String caption) {
    return HeldRequests.of(offset, caption, 0, 1);
  }
}

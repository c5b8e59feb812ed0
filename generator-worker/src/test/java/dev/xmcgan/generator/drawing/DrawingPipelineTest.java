package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.schemas.ImageFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingPipelineTest {
  private static final String DEADLY = "deadly";

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
    try (DrawingPipeline pipeline =
        new DrawingPipeline(
            () -> new Lanes(1, true),
            held -> Optional.empty(),
            () -> {},
            new AttemptLog(file),
            Clock.systemUTC())) {
      pipeline.begin(generator.lease(), batch(killer));
      pipeline.begin(generator.lease(), batch(held(1, "a cat")));

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

  private static MicroBatch<HeldRequest> batch(HeldRequest held) {
    return new MicroBatch<>("c-1", List.of(new Share<>(held, 0, 1, true)));
  }

  private static HeldRequest held(long offset, String caption) {
    return new HeldRequest(
        new TopicPartition("caption-requests", 0),
        offset,
        Instant.EPOCH,
        new DrawRequest(
            "id-" + offset,
            caption,
            1,
            0,
            5L,
            OptionalDouble.empty(),
            ImageFormat.PNG,
            0,
            "stable",
            Optional.empty(),
            0),
        new RecordHeaders());
  }
}

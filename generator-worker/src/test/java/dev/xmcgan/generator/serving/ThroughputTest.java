package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one worker moves when drawing takes no time; prints the figure, which is for people to
 * judge.
 */
class ThroughputTest {
  private static final int REQUESTS = Integer.getInteger("xmcgan.throughput.requests", 1_500);
  private static final int WARM_UP = REQUESTS / 3;
  private static final double NANOS = 1e9;

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  @Test
  void manyRequestsThatTakeNoTimeToDrawAreEachAnsweredOnce() {
    // given: all requests lie there
    KafkaSettings kafka =
        KAFKA.provision("throughput-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    try (Traffic traffic = new Traffic(kafka)) {
      traffic.release("c-1");
      for (int i = 0; i < WARM_UP + REQUESTS; i++) {
        traffic.request("id-" + i, "a cat");
      }

      // when
      try (TestWorker worker =
          TestWorker.start("w-1", kafka, new FakeLoader(), directory.resolve("w-1"), 16)) {
        worker.await(WorkerState.SERVING);
        awaitImages(worker, WARM_UP);
        double before = images(worker);
        long begin = System.nanoTime();
        awaitImages(worker, WARM_UP + REQUESTS);
        double seconds = (System.nanoTime() - begin) / NANOS;

        // then
        System.out.printf(
            "instant generator: %.0f requests/s%n", (WARM_UP + REQUESTS - before) / seconds);
        assertThat(traffic.answers()).hasSize(WARM_UP + REQUESTS);
        assertThat(traffic.answers().values()).containsOnly(1);
      }
    }
  }

  private static void awaitImages(TestWorker worker, int count) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> images(worker) >= count);
  }

  private static double images(TestWorker worker) {
    return worker.meters().counter(MetricNames.IMAGES).count();
  }
}

package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is told to stop in the midst of its work. */
class StopTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REQUESTS = 40;
  private static final int LANES = 2;

  @TempDir Path directory;

  /** Of passes that may begin. */
  private final Semaphore passes = new Semaphore(0);

  private final FakeLoader loader =
      new FakeLoader(id -> new FakeDrawer(id, requests -> passes.acquireUninterruptibly()));

  @Test
  @Tag("promise-1")
  void whatIsBeingDrawnAtTheStopIsAnsweredAndTheRestIsLeftToOthers() {
    // given
    KafkaSettings kafka =
        KAFKA.provision("stop-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    try (Traffic traffic = new Traffic(kafka)) {
      traffic.release("c-1");
      TestWorker stopped =
          TestWorker.start("w-1", kafka, loader, directory.resolve("w-1"))
              .await(WorkerState.SERVING);
      Map<String, Integer> expected = traffic.requests(REQUESTS);
      await().atMost(PATIENCE).until(() -> passes.getQueueLength() == LANES);

      // when
      CompletableFuture<Void> stop = CompletableFuture.runAsync(stopped::close);
      passes.release(LANES);
      stop.join();

      // then
      int drawn = loader.drawer("c-1").batchSizes().stream().mapToInt(Integer::intValue).sum();
      assertThat(drawn).isBetween(LANES, LANES * TestWorker.MAX_BATCH);
      assertThat(traffic.answers()).hasSize(drawn);

      // when
      try (TestWorker other =
          TestWorker.start("w-2", kafka, new FakeLoader(), directory.resolve("w-2"))) {
        // then
        assertThat(traffic.awaitAnswers(REQUESTS)).isEqualTo(expected);
        assertThat(other.status().status().getImagesDrawn()).isEqualTo(REQUESTS - drawn);
      }
    }
  }
}

package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Releases on a real Kafka, generators that are fakes. */
class HotSwapTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final FakeLoader loader = new FakeLoader();
  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("swap-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  void workerWithoutReleaseWaitsAndSaysSoThenServes() {
    // given
    traffic.request("early", "a cat");

    // when
    try (TestWorker worker = worker().await(WorkerState.WAITING_FOR_RELEASE)) {
      // then
      WorkerStatus waiting =
          awaitStatus(status -> status.getState() == WorkerState.WAITING_FOR_RELEASE);
      assertThat(waiting.getDetail()).contains("waiting for a release");
      assertThat(waiting.getCheckpointId()).isNull();
      assertThat(traffic.answers()).isEmpty();

      // when
      traffic.release("c-1");

      // then
      assertThat(traffic.awaitAnswers(1)).containsOnlyKeys("early#0");
      awaitStatus(status -> "c-1".equals(status.getCheckpointId()));
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
    assertThat(awaitStatus(status -> status.getState() == WorkerState.STOPPED).getImagesDrawn())
        .isEqualTo(1);
  }

  @Test
  @Tag("promise-3")
  void manySwapsUnderLoadFailNothingAndFreeWhatTheyReplace() {
    // given
    int swaps = 20;
    traffic.release("c-0");
    try (TestWorker worker = worker().awaitServing("c-0")) {
      traffic.request("id-0", "a cat");
      traffic.awaitAnswers(1);
      int sent = 1;

      // when
      for (int swap = 1; swap <= swaps; swap++) {
        String checkpointId = "c-" + swap;
        traffic.release(checkpointId);
        while (worker.status().serving().filter(checkpointId::equals).isEmpty()) {
          int count = 1 + sent % 6;
          traffic.request("id-" + sent++, "a cat", builder -> builder.setCount(count));
        }
      }

      // then
      int images = 0;
      for (int i = 0; i < sent; i++) {
        images += 1 + i % 6;
      }
      assertThat(traffic.awaitAnswers(images)).hasSize(images);
      assertThat(traffic.failures()).isEmpty();
      assertThat(traffic.images())
          .extracting(ImageResult::getCheckpointId)
          .contains("c-0")
          .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSizeGreaterThan(swaps / 2));
      assertThat(worker.meters().counter(MetricNames.SWAPS).count()).isEqualTo(swaps + 1);
      await()
          .atMost(PATIENCE)
          .until(() -> loader.drawers().stream().filter(each -> !each.isClosed()).count() == 2);
      assertEachRequestHasOneCheckpoint();
    }
    assertThat(loader.drawers()).allMatch(FakeDrawer::isClosed);
  }

  @Test
  @Tag("promise-5")
  void refusedReleaseLeavesTheOldOneServingAndIsReported() {
    // given
    traffic.release("c-1");
    try (TestWorker worker = worker().awaitServing("c-1")) {
      // when
      traffic.release("bad-2");

      // then
      WorkerStatus refused = awaitStatus(status -> "bad-2".equals(status.getRefusedCheckpointId()));
      assertThat(refused.getState()).isEqualTo(WorkerState.SERVING);
      assertThat(refused.getCheckpointId()).isEqualTo("c-1");
      assertThat(refused.getDetail()).contains("NaN in a weight");
      assertThat(refused.getRefusalIsFinal()).isTrue();
      assertThat(
              worker.meters().counter(MetricNames.REFUSALS, MetricNames.FAULT, "weights").count())
          .isEqualTo(1);
      traffic.request("id-1", "a cat");
      traffic.awaitAnswers(1);
      assertThat(traffic.images().get(0).getCheckpointId()).isEqualTo("c-1");

      // when
      traffic.release("c-3");

      // then
      worker.awaitServing("c-3");
      awaitStatus(
          status ->
              "c-3".equals(status.getCheckpointId()) && status.getRefusedCheckpointId() == null);
    }
  }

  @Test
  void workerStartedLaterTakesTheNewestReleaseOnly() {
    // given
    traffic.release("c-1");
    traffic.release("c-2");

    // when
    try (TestWorker worker = worker()) {
      worker.awaitServing("c-2");
    }

    // then
    assertThat(loader.attempts()).containsExactly("c-2");
  }

  private void assertEachRequestHasOneCheckpoint() {
    traffic.images().stream()
        .collect(Collectors.groupingBy(ImageResult::getRequestId))
        .forEach(
            (id, images) ->
                assertThat(images)
                    .as(id)
                    .extracting(ImageResult::getCheckpointId)
                    .containsOnly(images.get(0).getCheckpointId()));
  }

  private WorkerStatus awaitStatus(Predicate<WorkerStatus> condition) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<ConsumerRecord<String, WorkerStatus>> all =
                  traffic.records().readAll(Topic.WORKER_STATUS, WorkerStatus.class);
              return all.isEmpty() ? null : all.get(all.size() - 1).value();
            },
            status -> status != null && condition.test(status));
  }

  private TestWorker worker() {
    return TestWorker.start("w-1", kafka, loader, directory.resolve("w-1"));
  }
}

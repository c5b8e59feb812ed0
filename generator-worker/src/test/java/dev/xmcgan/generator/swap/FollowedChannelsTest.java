package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.ServedChannel;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker that follows two channels: releases on a real Kafka, generators that are fakes. */
class FollowedChannelsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PHOTOS = "photos";

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final FakeLoader loader = new FakeLoader();
  private KafkaSettings kafka;
  private Traffic traffic;
  private int sent;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("channels-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  void nobodyWaitsWhileTheNextReleaseOfEitherChannelLoads() throws InterruptedException {
    // given: it is ready before anybody asked
    traffic.release("c-1");
    traffic.release(PHOTOS, "p-1");
    CountDownLatch loaded = new CountDownLatch(1);
    try (TestWorker worker = worker().awaitServing("c-1")) {
      awaitPhotos(photos -> "p-1".equals(photos.getCheckpointId()));
      loader.duringLoad(id -> awaited(loaded));

      // when
      traffic.release(PHOTOS, "p-2");
      await().atMost(PATIENCE).until(() -> loader.attempts().contains("p-2"));
      request(PHOTOS);
      request("stable");

      // then: p-2 is still being loaded
      traffic.awaitAnswers(2);
      assertThat(drewFor(PHOTOS)).containsExactly("p-1");
      assertThat(drewFor("stable")).containsExactly("c-1");

      // and when
      loaded.countDown();
      awaitPhotos(photos -> "p-2".equals(photos.getCheckpointId()));
      request(PHOTOS);
      traffic.awaitAnswers(3);

      // then
      assertThat(drewFor(PHOTOS)).containsExactly("p-1", "p-2");
    }
    assertThat(traffic.failures()).isEmpty();
    assertThat(loader.drawers()).hasSize(3).allMatch(FakeDrawer::isClosed);
  }

  @Test
  @Tag("promise-3")
  void swapsOfBothChannelsUnderLoadFailNothingAndNoOldOneDrawsAfterANewOne() {
    // given
    traffic.release("c-1");
    traffic.release(PHOTOS, "p-1");
    try (TestWorker worker = worker().awaitServing("c-1")) {
      awaitPhotos(photos -> "p-1".equals(photos.getCheckpointId()));

      // when
      for (int swap = 2; swap <= 8; swap++) {
        String next = "p-" + swap;
        traffic.release(PHOTOS, next);
        if (swap % 3 == 0) {
          traffic.release("c-" + swap);
        }
        while (!next.equals(worker.status().alsoServed().get(0).getCheckpointId())) {
          request(PHOTOS);
          request("stable");
        }
      }
      request(PHOTOS);

      // then
      traffic.awaitAnswers(sent);
    }
    assertThat(traffic.failures()).isEmpty();
    assertThat(drewFor(PHOTOS)).allMatch(id -> id.startsWith("p-")).isSorted().contains("p-8");
    assertThat(drewFor("stable")).allMatch(id -> id.startsWith("c-")).isSorted();
  }

  @Test
  @Tag("promise-5")
  void aRefusedReleaseOfTheOtherChannelIsReportedAsItsOwn() {
    // given
    traffic.release("c-1");
    traffic.release(PHOTOS, "p-1");
    try (TestWorker worker = worker().awaitServing("c-1")) {
      awaitPhotos(photos -> "p-1".equals(photos.getCheckpointId()));

      // when
      traffic.release(PHOTOS, "bad-2");

      // then
      WorkerStatus status = awaitPhotos(photos -> "bad-2".equals(photos.getRefusedCheckpointId()));
      ServedChannel photos = status.getAlsoServed().get(0);
      assertThat(photos.getCheckpointId()).isEqualTo("p-1");
      assertThat(photos.getRefusalIsFinal()).isTrue();
      assertThat(photos.getDetail()).contains("NaN in a weight");
      assertThat(status.getRefusedCheckpointId()).isNull();
      request(PHOTOS);
      traffic.awaitAnswers(1);
      assertThat(drewFor(PHOTOS)).containsExactly("p-1");
      assertThat(worker.status().serving()).contains("c-1");
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks under an id whose answer comes on partition 0: only there have answers one order. */
  private void request(String model) {
    String id =
        Stream.generate(() -> model + "-" + UUID.randomUUID())
            .filter(each -> partition(each) == 0)
            .findFirst()
            .orElseThrow();
    traffic.request(id, "a cat", builder -> builder.setModel(model));
    sent++;
  }

  private static int partition(String key) {
    return BuiltInPartitioner.partitionForKey(
        key.getBytes(StandardCharsets.UTF_8), Topic.IMAGE_RESULTS.partitions());
  }

  /** Which checkpoints drew for a model, in the order of the log. */
  private List<String> drewFor(String model) {
    return traffic.images().stream()
        .filter(image -> image.getRequestId().startsWith(model))
        .map(ImageResult::getCheckpointId)
        .toList();
  }

  private WorkerStatus awaitPhotos(Predicate<ServedChannel> condition) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<ConsumerRecord<String, WorkerStatus>> all =
                  traffic.records().readAll(Topic.WORKER_STATUS, WorkerStatus.class);
              return all.get(all.size() - 1).value();
            },
            status -> status.getAlsoServed().stream().anyMatch(condition));
  }

  private TestWorker worker() {
    return TestWorker.start(
        "w-1", kafka, loader, directory.resolve("w-1"), Map.of("also-serves", PHOTOS));
  }
}

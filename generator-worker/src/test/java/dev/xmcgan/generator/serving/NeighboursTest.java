package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One record, schema, image or offset that is wrong costs no other request its image. */
@Tag("promise-7")
class NeighboursTest {
  private static final int GOOD = 30;

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final FakeLoader loader = new FakeLoader();
  private final Map<String, Integer> expected = new HashMap<>();
  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("neighbours-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
    traffic.release("c-1");
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  void hugeIdIsADeadLetterAndIsEchoedToNobody() {
    // given
    String huge = "x".repeat(2_700_000);
    CaptionRequest request =
        CaptionRequest.newBuilder().setRequestId(huge).setCaption("a cat").build();

    // when
    try (TestWorker worker = worker(kafka)) {
      traffic.records().send(Topic.CAPTION_REQUESTS, "x".repeat(1_000), request);
      traffic.records().send(Topic.CAPTION_REQUESTS, "named", request);
      sendGood();

      // then
      expected.put("named!INVALID_REQUEST", 1);
      assertThat(traffic.awaitAnswers(GOOD + 1)).isEqualTo(expected);
      assertThat(traffic.records().readRaw(Topic.DEAD_LETTERS, 2)).hasSize(2);
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  @Test
  void oneImageThatKafkaRefusesFailsAlone() throws Exception {
    // given
    limitResults("3000");
    try (TestWorker worker = worker(kafka).await(WorkerState.SERVING)) {
      // when
      traffic.request("large", "a cat", builder -> builder.setSize(1_024));
      sendGood();

      // then
      expected.put("large!INTERNAL", 1);
      assertThat(traffic.awaitAnswers(GOOD + 1)).isEqualTo(expected);
      GenerationFailure failure = traffic.failures().get(0);
      assertThat(failure.getRetriable()).as("it would be refused again").isFalse();
      assertThat(failure.getMessage()).contains("refused");
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  @Test
  void errorWhileDrawingFailsItsOwnRequestAlone() {
    // when
    try (TestWorker worker = worker(kafka)) {
      traffic.request("bad", FakeDrawer.BREAKS);
      sendGood();

      // then
      expected.put("bad!INTERNAL", 1);
      assertThat(traffic.awaitAnswers(GOOD + 1)).isEqualTo(expected);
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  @Test
  @Tag("promise-6")
  void cancelledRequestIsNotDrawn() {
    // given: one request waits for a checkpoint, another one is cancelled before it comes
    traffic.publish("slow");
    CountDownLatch loaded = new CountDownLatch(1);
    loader.duringLoad(
        id -> {
          if (id.equals("slow")) {
            awaitQuietly(loaded);
          }
        });
    try (TestWorker worker = worker(kafka).await(WorkerState.SERVING)) {
      traffic.request("waiting", "a cat", builder -> builder.setModel("slow"));
      traffic.cancel("early");
      sendGood();
      traffic.awaitAnswers(GOOD);

      // when
      traffic.cancel("waiting");
      await().untilAsserted(() -> assertThat(traffic.failures()).hasSize(1));
      traffic.request("early", "a cat");

      // then
      expected.put("waiting!CANCELLED", 1);
      expected.put("early!CANCELLED", 1);
      assertThat(traffic.awaitAnswers(GOOD + 2)).isEqualTo(expected);
      loaded.countDown();
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  @Test
  void offsetBeyondTheLogsEndIsToldAndTheLogIsServed() throws Exception {
    // given
    Map<TopicPartition, OffsetAndMetadata> beyond = new HashMap<>();
    for (int partition = 0; partition < Topic.CAPTION_REQUESTS.partitions(); partition++) {
      beyond.put(
          new TopicPartition(kafka.topic(Topic.CAPTION_REQUESTS), partition),
          new OffsetAndMetadata(1_000));
    }
    try (Admin admin = Admin.create(kafka.admin())) {
      admin.alterConsumerGroupOffsets(kafka.id("generator-workers"), beyond).all().get();
    }

    // when
    try (TestWorker worker = worker(kafka)) {
      sendGood();

      // then
      assertThat(traffic.awaitAnswers(GOOD)).isEqualTo(expected);
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  private void sendGood() {
    for (int i = 0; i < GOOD; i++) {
      traffic.request("good-" + i, "a cat");
      expected.put("good-" + i + "#0", 1);
    }
  }

  private TestWorker worker(KafkaSettings settings) {
    return TestWorker.start("w-1", settings, loader, directory.resolve("w-1"));
  }

  private void limitResults(String bytes) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      ConfigResource topic =
          new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic(Topic.IMAGE_RESULTS));
      AlterConfigOp limit =
          new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

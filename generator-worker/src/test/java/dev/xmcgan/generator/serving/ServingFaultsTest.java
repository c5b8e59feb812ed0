package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Requests and answers that go wrong get a typed failure, and all others what they asked for. */
class ServingFaultsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("faults-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  @Tag("promise-7")
  void poisonAmongGoodRequestsIsAnsweredAndPutAside() {
    // given
    traffic.release("c-1");
    byte[] poison = "no Avro at all".getBytes(StandardCharsets.UTF_8);
    byte[] unknownSchema = {0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3};

    // when
    try (TestWorker worker = worker()) {
      traffic.request("good-1", "a cat");
      traffic.records().sendRaw(Topic.CAPTION_REQUESTS, "poison", poison);
      traffic.request("good-2", "a dog");
      traffic.records().sendRaw(Topic.CAPTION_REQUESTS, "unknown-schema", unknownSchema);
      traffic.records().sendRaw(Topic.CAPTION_REQUESTS, null, poison);
      traffic.records().sendRaw(Topic.CAPTION_REQUESTS, "tombstone", null);
      traffic.request("", "a caption without id");
      traffic.request("good-3", "a cow");

      // then
      Map<String, Integer> answers = traffic.awaitAnswers(6);
      assertThat(answers)
          .isEqualTo(
              Map.of(
                  "good-1#0", 1,
                  "good-2#0", 1,
                  "good-3#0", 1,
                  "poison!INVALID_REQUEST", 1,
                  "unknown-schema!INVALID_REQUEST", 1,
                  "tombstone!INVALID_REQUEST", 1));
      List<ConsumerRecord<String, byte[]>> letters =
          traffic.records().readRaw(Topic.DEAD_LETTERS, 5);
      assertThat(letters).hasSize(5);
      assertThat(letters).extracting(ConsumerRecord::value).contains(poison, unknownSchema);
      assertThat(letters)
          .allSatisfy(
              letter ->
                  assertThat(
                          new String(
                              letter.headers().lastHeader(DeadLetters.SOURCE_TOPIC).value(),
                              StandardCharsets.UTF_8))
                      .isEqualTo(kafka.topic(Topic.CAPTION_REQUESTS)));
    }
  }

  @Test
  @Tag("promise-7")
  void requestThatCannotBeDrawnIsATypedFailureAndSpoilsNoOther() {
    // given
    traffic.release("c-1");

    // when
    try (TestWorker worker = worker()) {
      traffic.request("absurd", "a cat", builder -> builder.setCount(1_000_000));
      traffic.request("late", "a cat", builder -> builder.setDeadline(Instant.ofEpochSecond(1)));
      traffic.request("lost", "a cat", builder -> builder.setModel("no-such"));
      traffic.request("bomb", FakeDrawer.THROWS);
      traffic.request("nan", FakeDrawer.NOT_FINITE, builder -> builder.setCount(9));
      traffic.request("good", "a cat");

      // then
      assertThat(traffic.awaitAnswers(6))
          .isEqualTo(
              Map.of(
                  "absurd!INVALID_REQUEST", 1,
                  "late!DEADLINE_EXCEEDED", 1,
                  "lost!UNKNOWN_MODEL", 1,
                  "bomb!INTERNAL", 1,
                  "nan!NON_FINITE_IMAGE", 1,
                  "good#0", 1));
      await().untilAsserted(() -> assertThat(worker.status().status().getFailures()).isEqualTo(5));
      assertThat(worker.status().status().getCheckpointFailures()).as("its own").isEqualTo(2);
      assertThat(worker.status().status().getCheckpointImages()).isEqualTo(1);
    }
  }

  @Test
  @Tag("promise-7")
  void imagesThatKafkaRefusesAreAFailureAndBlockNothing() throws Exception {
    // given
    traffic.release("c-1");
    try (TestWorker worker = worker().await(WorkerState.SERVING)) {
      // when
      limitResults("100");
      traffic.request("too-large", "a cat");

      // then
      assertThat(traffic.awaitAnswers(1)).containsOnlyKeys("too-large!INTERNAL");
      assertThat(traffic.failures().get(0).getMessage()).contains("refused");

      // when
      limitResults("1000000");
      traffic.request("fits", "a cat");

      // then
      assertThat(traffic.awaitAnswers(2)).containsKey("fits#0");
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  private void limitResults(String bytes) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      ConfigResource topic =
          new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic(Topic.IMAGE_RESULTS));
      AlterConfigOp limit =
          new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
      await()
          .until(
              () ->
                  admin
                      .describeConfigs(List.of(topic))
                      .all()
                      .get()
                      .get(topic)
                      .get("max.message.bytes")
                      .value()
                      .equals(bytes));
    }
  }

  @Test
  void whoeverDiesWithinATransactionKeepsReadersForSecondsAlone() throws Exception {
    // given
    traffic.release("c-1");

    // when
    try (TestWorker worker = worker();
        Admin admin = Admin.create(kafka.admin())) {
      traffic.request("id-1", "a cat");
      traffic.awaitAnswers(1);

      // then
      String id = kafka.id(worker.status().status().getWorkerId());
      long timeout =
          admin.describeTransactions(List.of(id)).description(id).get().transactionTimeoutMs();
      assertThat(Duration.ofMillis(timeout))
          .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }
  }

  private TestWorker worker() {
    return TestWorker.start("w-1", kafka, new FakeLoader(), directory.resolve("w-1"));
  }
}

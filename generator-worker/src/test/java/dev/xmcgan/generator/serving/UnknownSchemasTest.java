package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.RegistryProxy;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of schemas that the registry does not tell wait for it, and nothing else does. */
@Tag("promise-7")
class UnknownSchemasTest {
  private static final int GOOD = 30;
  private static final int FIRST_ALIAS = 1_000_000;
  private static final int ALIASES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final Map<String, Integer> expected = new HashMap<>();
  private KafkaSettings kafka;
  private AvroSerdes serdes;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("schemas-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    serdes = new AvroSerdes(kafka);
    traffic = new Traffic(kafka);
    traffic.release("c-1");
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 401})
  void registryThatIsAwayOrRefusesHoldsOnlyWhatNeedsIt(int status) throws Exception {
    // given: the schema of requests is known when the registry goes
    byte[] unknownSchema = {0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3};
    try (RegistryProxy registry = new RegistryProxy(kafka.registryUrl());
        TestWorker worker = worker(registry).await(WorkerState.SERVING)) {
      failAfterAnAnswer(registry, status);

      // when
      traffic.records().sendRaw(Topic.CAPTION_REQUESTS, "unknown", unknownSchema);
      sendGood();

      // then
      assertThat(traffic.awaitAnswers(GOOD + 1)).isEqualTo(expected);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(worker.trouble()).contains("schema registry"));

      // when
      registry.recover();

      // then
      expected.put("unknown!INVALID_REQUEST", 1);
      assertThat(traffic.awaitAnswers(GOOD + 2)).isEqualTo(expected);
      assertThat(worker.trouble()).isEmpty();
    }
  }

  @Test
  @Tag("promise-1")
  void moreThanAreSetAsideHoldUpNothingEitherAndAreAllAnsweredOnce() throws Exception {
    try (RegistryProxy registry = new RegistryProxy(kafka.registryUrl());
        TestWorker worker = worker(registry).await(WorkerState.SERVING)) {
      // given: schemas that the registry is asked for when it is away
      failAfterAnAnswer(registry, 503);
      int unknown = 2 * RequestDecoder.MOST_ASIDE;
      for (int i = 0; i < unknown; i++) {
        traffic
            .records()
            .sendRaw(
                Topic.CAPTION_REQUESTS,
                "late-" + i,
                under(FIRST_ALIAS + i % ALIASES, request("late-" + i)));
      }

      // when
      sendGood();

      // then
      assertThat(traffic.awaitAnswers(GOOD + 1)).isEqualTo(expected);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(worker.trouble()).contains("schema registry"));

      // when
      int known = schemaId();
      for (int i = 0; i < ALIASES; i++) {
        registry.alias(FIRST_ALIAS + i, known);
      }
      registry.recover();

      // then
      for (int i = 0; i < unknown; i++) {
        expected.put("late-" + i + "#0", 1);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(traffic.answers()).isEqualTo(expected));
      assertThat(worker.trouble()).isEmpty();
    }
  }

  @Test
  @Tag("promise-1")
  void shareGroupsRequestsWaitForTheRegistryAndAreThenAnsweredOnce() throws Exception {
    try (RegistryProxy registry = new RegistryProxy(kafka.registryUrl());
        TestWorker worker = worker(registry, true).await(WorkerState.SERVING)) {
      // given
      failAfterAnAnswer(registry, 503);

      // when
      traffic
          .records()
          .sendRaw(Topic.CAPTION_REQUESTS, "late", under(FIRST_ALIAS, request("late")));
      sendGood();

      // then
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(worker.trouble()).contains("schema registry"));

      // when
      registry.alias(FIRST_ALIAS, schemaId());
      registry.recover();

      // then
      expected.put("late#0", 1);
      assertThat(traffic.awaitAnswers(GOOD + 2)).isEqualTo(expected);
      assertThat(worker.trouble()).isEmpty();
    }
  }

  @Test
  void whatIsScatteredWiderThanOffsetsCanTellIsNotReadBeforeTheRegistryIsBack() throws Exception {
    try (RegistryProxy registry = new RegistryProxy(kafka.registryUrl());
        TestWorker worker = worker(registry).await(WorkerState.SERVING)) {
      // given
      failAfterAnAnswer(registry, 503);

      // when: every other record of one partition can be drawn
      int pairs = 3 * RequestDecoder.MOST_ASIDE;
      for (int i = 0; i < pairs; i++) {
        sendTo(0, "late-" + i, under(FIRST_ALIAS, request("late-" + i)));
        sendTo(0, "good-" + i, request("good-" + i));
        expected.put("good-" + i + "#0", 1);
      }

      // then
      await().atMost(PATIENCE).until(() -> traffic.images().size() > RequestDecoder.MOST_ASIDE);
      await()
          .during(Duration.ofSeconds(3))
          .atMost(PATIENCE)
          .until(() -> traffic.images().size() < pairs);
      assertThat(worker.progressing(Duration.ofSeconds(10))).isTrue();

      // when
      registry.alias(FIRST_ALIAS, schemaId());
      registry.recover();

      // then
      for (int i = 0; i < pairs; i++) {
        expected.put("late-" + i + "#0", 1);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(traffic.answers()).isEqualTo(expected));
    }
  }

  /** The schema of requests is known by then. */
  private void failAfterAnAnswer(RegistryProxy registry, int status) {
    traffic.request("first", "a cat");
    expected.put("first#0", 1);
    traffic.awaitAnswers(1);
    registry.fail(status);
  }

  private void sendGood() {
    for (int i = 0; i < GOOD; i++) {
      traffic.request("good-" + i, "a cat");
      expected.put("good-" + i + "#0", 1);
    }
  }

  private void sendTo(int partition, String requestId, byte[] value) {
    traffic
        .records()
        .send(
            new ProducerRecord<>(kafka.topic(Topic.CAPTION_REQUESTS), partition, requestId, value));
  }

  private byte[] request(String requestId) {
    return serdes.encode(
        Topic.CAPTION_REQUESTS,
        CaptionRequest.newBuilder().setRequestId(requestId).setCaption("a cat").build());
  }

  /** The same record under another schema's id, which stands behind a zero byte. */
  private static byte[] under(int schemaId, byte[] record) {
    return ByteBuffer.wrap(record.clone()).putInt(1, schemaId).array();
  }

  private int schemaId() {
    return serdes.register(Topic.CAPTION_REQUESTS);
  }

  private TestWorker worker(RegistryProxy registry) {
    return worker(registry, false);
  }

  private TestWorker worker(RegistryProxy registry, boolean shareGroup) {
    KafkaSettings settings =
        new KafkaSettings(kafka.bootstrapServers(), registry.url(), kafka.topicPrefix(), Map.of());
    return TestWorker.start(
        "w-1",
        settings,
        new FakeLoader(),
        directory.resolve("w-1"),
        Map.of("share-group", String.valueOf(shareGroup)));
  }
}

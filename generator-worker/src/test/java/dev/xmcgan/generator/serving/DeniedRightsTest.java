package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.OwnBroker;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that somebody denies a right, and then gives it. */
class DeniedRightsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where a topic has rules they hold; here one alone has some. */
  private static final Map<String, String> WITH_AUTHORIZER =
      Map.of(
          "authorizer.class.name",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found",
          "true");

  @TempDir static Path brokerDirectory;
  private static OwnBroker broker;

  @TempDir Path directory;

  @BeforeAll
  static void startBroker() throws InterruptedException {
    broker = new OwnBroker(brokerDirectory, WITH_AUTHORIZER).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("promise-1")
  void imagesThatMayNotBeWrittenWaitAndAreNoFailures(boolean shareGroup) throws Exception {
    KafkaSettings kafka = broker.settings("rights-" + shareGroup + "-");
    new TopicProvisioner(kafka).provision((short) 1);
    try (Admin admin = Admin.create(kafka.admin());
        Traffic traffic = new Traffic(kafka);
        TestWorker worker =
            TestWorker.start(
                "w-1",
                kafka,
                new FakeLoader(),
                directory,
                Map.of("share-group", String.valueOf(shareGroup)))) {
      // given
      AclBinding write = right(kafka, Topic.IMAGE_RESULTS, AclOperation.WRITE);
      AclBinding read = right(kafka, Topic.IMAGE_RESULTS, AclOperation.READ);
      admin.createAcls(List.of(read, write)).all().get();
      traffic.release("c-1");
      traffic.request("before", "a cat");
      Map<String, Integer> before = traffic.awaitAnswers(1);
      assertThat(before).isEqualTo(Map.of("before#0", 1));

      // when
      admin.deleteAcls(List.of(write.toFilter())).all().get();
      Map<String, Integer> expected = new HashMap<>(traffic.requests(20));
      expected.putAll(before);

      // then: it tries again, and fails nothing
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(worker.trouble()).contains("denies", "image-results"));
      double tried = tries(worker);
      await().atMost(PATIENCE).until(() -> tries(worker) >= tried + 3);
      assertThat(traffic.answers()).isEqualTo(before);
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
      assertThat(worker.progressing(Duration.ofSeconds(10))).isTrue();

      // when
      admin.createAcls(List.of(write)).all().get();

      // then
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(traffic.answers()).isEqualTo(expected));
      await().untilAsserted(() -> assertThat(worker.trouble()).isEmpty());
      assertThat(worker.hasFailed()).isFalse();
    }
  }

  @Test
  @Tag("promise-6")
  void nothingIsDrawnBeforeItIsKnownWhatWasCancelled() throws Exception {
    KafkaSettings kafka = broker.settings("cancelled-");
    new TopicProvisioner(kafka).provision((short) 1);
    try (Admin admin = Admin.create(kafka.admin());
        Traffic traffic = new Traffic(kafka)) {
      // given: a request that is cancelled before any worker is there
      traffic.release("c-1");
      traffic.cancel("early");
      traffic.request("early", "a cat");
      AclBinding write = right(kafka, Topic.REQUEST_CANCELLATIONS, AclOperation.WRITE);
      admin.createAcls(List.of(write)).all().get();

      // when: one comes that may not read that
      try (TestWorker worker = TestWorker.start("w-1", kafka, new FakeLoader(), directory)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(worker.status().detail()).contains("topic of cancellations"));
        assertThat(traffic.answers()).isEmpty();
        AclBinding read = right(kafka, Topic.REQUEST_CANCELLATIONS, AclOperation.READ);
        admin.createAcls(List.of(read)).all().get();

        // then
        assertThat(traffic.awaitAnswers(1)).isEqualTo(Map.of("early!CANCELLED", 1));
      }
    }
  }

  @Test
  void workerThatMayNotWriteAtItsStartSaysSoAndWaits() throws Exception {
    KafkaSettings kafka = broker.settings("start-");
    new TopicProvisioner(kafka).provision((short) 1);
    try (Admin admin = Admin.create(kafka.admin());
        Traffic traffic = new Traffic(kafka)) {
      // given
      ResourcePattern transactions =
          new ResourcePattern(ResourceType.TRANSACTIONAL_ID, kafka.id("w-1"), PatternType.LITERAL);
      admin.createAcls(List.of(right(transactions, AclOperation.DESCRIBE))).all().get();
      traffic.release("c-1");

      // when
      try (TestWorker worker = TestWorker.start("w-1", kafka, new FakeLoader(), directory)) {
        // then
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(worker.status().detail()).contains("denies"));
        assertThat(worker.hasFailed()).isFalse();

        // when
        admin.createAcls(List.of(right(transactions, AclOperation.WRITE))).all().get();

        // then
        worker.await(WorkerState.SERVING);
        assertThat(worker.status().detail()).isEmpty();
      }
    }
  }

  /** Transactions and, in a share group, rounds of answers. */
  private static double tries(TestWorker worker) {
    return worker.meters().get(MetricNames.ABORTS).counter().count()
        + worker.meters().get(MetricNames.COMMIT).timer().count();
  }

  private static AclBinding right(KafkaSettings kafka, Topic topic, AclOperation operation) {
    return right(
        new ResourcePattern(ResourceType.TOPIC, kafka.topic(topic), PatternType.LITERAL),
        operation);
  }

  private static AclBinding right(ResourcePattern to, AclOperation operation) {
    return new AclBinding(
        to, new AccessControlEntry("User:*", "*", operation, AclPermissionType.ALLOW));
  }
}

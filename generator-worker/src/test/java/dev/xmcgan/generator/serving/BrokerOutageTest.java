package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.OwnBroker;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker whose broker goes, for longer than anybody waits for an image, and comes back. */
class BrokerOutageTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Longer than any call waits for a broker: ten seconds, that of the answers' producer. */
  private static final Duration STUCK_AFTER = Duration.ofSeconds(16);

  /** Long enough to notice who stands still. */
  private static final Duration OUTAGE = STUCK_AFTER.plusSeconds(4);

  private static final int REQUESTS = 40;

  @TempDir static Path brokerDirectory;
  private static OwnBroker broker;

  @TempDir Path directory;

  /** Of passes that may begin. */
  private final Semaphore passes = new Semaphore(0);

  private final FakeLoader loader =
      new FakeLoader(id -> new FakeDrawer(id, requests -> passes.acquireUninterruptibly()));

  @BeforeAll
  static void startBroker() throws InterruptedException {
    broker = new OwnBroker(brokerDirectory).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("promise-1")
  void outageOfTheBrokerIsNoStandstillAndCostsNoAnswer(boolean shareGroup) throws Exception {
    // given: a broker that goes between drawing and answering
    KafkaSettings kafka = impatient("outage-" + shareGroup + "-");
    new TopicProvisioner(kafka).provision((short) 1);
    try (Traffic traffic = new Traffic(kafka)) {
      traffic.release("c-1");
      try (TestWorker worker =
          TestWorker.start(
                  "w-1",
                  kafka,
                  loader,
                  directory,
                  Map.of("share-group", String.valueOf(shareGroup)))
              .await(WorkerState.SERVING)) {
        Map<String, Integer> expected = requests(traffic);

        // when
        broker.kill();
        passes.release(1_000);

        // then
        awaitOutage(worker);
        if (!shareGroup) {
          // it goes back to what is committed, which nobody can tell it
          await()
              .atMost(PATIENCE)
              .until(() -> worker.meters().get(MetricNames.ABORTS).counter().count() >= 2);
        }

        // when
        broker.start();

        // then: once, or at least once
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  Map<String, Integer> answers = traffic.answers();
                  assertThat(answers).containsOnlyKeys(expected.keySet());
                  assertThat(shareGroup || answers.equals(expected)).as("%s", answers).isTrue();
                });
      }
    }
  }

  /** Some of which are answered, and others being drawn. */
  private Map<String, Integer> requests(Traffic traffic) {
    traffic.request("first", "a cat");
    await().atMost(PATIENCE).until(passes::hasQueuedThreads);
    Map<String, Integer> expected = traffic.requests(REQUESTS);
    expected.put("first#0", 1);
    passes.release();
    traffic.awaitAnswers(1);
    await().atMost(PATIENCE).until(passes::hasQueuedThreads);
    return expected;
  }

  private static void awaitOutage(TestWorker worker) {
    await()
        .during(OUTAGE)
        .atMost(PATIENCE)
        .failFast(
            "it stands still, or ended",
            () -> !worker.progressing(STUCK_AFTER) || worker.hasFailed())
        .until(() -> true);
  }

  /** With transactions that give up soon: a minute's wait is not what is tested. */
  private static KafkaSettings impatient(String prefix) {
    KafkaSettings plain = broker.settings(prefix);
    return new KafkaSettings(
        plain.bootstrapServers(),
        plain.registryUrl(),
        plain.topicPrefix(),
        Map.of(
            "max.block.ms", "1000",
            "request.timeout.ms", "2000",
            "delivery.timeout.ms", "4000"));
  }
}

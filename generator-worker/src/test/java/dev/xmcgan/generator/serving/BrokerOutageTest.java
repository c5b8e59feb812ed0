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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose broker goes, for longer than anybody waits for an image, and comes back. */
class BrokerOutageTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration STUCK_AFTER = Duration.ofSeconds(25);

  /** Long enough to notice who stands still. */
  private static final Duration OUTAGE = Duration.ofSeconds(30);

  private static final String PREFIX = "outage-";
  private static final int REQUESTS = 40;

  @TempDir Path directory;

  /** Of passes that may begin. */
  private final Semaphore passes = new Semaphore(0);

  private final FakeLoader loader =
      new FakeLoader(id -> new FakeDrawer(id, requests -> passes.acquireUninterruptibly()));

  @Test
  @Tag("promise-1")
  void outageOfTheBrokerIsNoStandstillAndCostsNoAnswer() throws Exception {
    // given: a broker that goes while there is something to commit
    try (OwnBroker broker = new OwnBroker(directory).start();
        Traffic traffic = traffic(broker);
        TestWorker worker =
            TestWorker.start("w-1", impatient(broker), loader, directory.resolve("w-1"))
                .await(WorkerState.SERVING)) {
      Map<String, Integer> expected = requests(traffic);

      // when
      broker.kill();
      passes.release(1_000);

      // then: it goes back to what is committed, which nobody can tell it
      await()
          .atMost(PATIENCE)
          .until(() -> worker.meters().get(MetricNames.ABORTS).counter().count() >= 2);
      awaitProgress(worker);

      // when
      broker.start();

      // then
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(traffic.answers()).isEqualTo(expected));
    }
  }

  @Test
  @Tag("promise-1")
  void outageOfTheBrokerCostsNoAnswerOfAShareGroupEither() throws Exception {
    // given: a broker that goes between drawing and acknowledging
    try (OwnBroker broker = new OwnBroker(directory).start();
        Traffic traffic = traffic(broker);
        TestWorker worker =
            TestWorker.startSharing("w-1", impatient(broker), loader, directory.resolve("w-1"))
                .await(WorkerState.SERVING)) {
      Map<String, Integer> expected = requests(traffic);

      // when
      broker.kill();
      passes.release(1_000);

      // then
      awaitProgress(worker);

      // when
      broker.start();

      // then: at least once
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(traffic.answers().keySet())
                      .containsExactlyInAnyOrderElementsOf(expected.keySet()));
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

  private static void awaitProgress(TestWorker worker) {
    await()
        .during(OUTAGE)
        .atMost(OUTAGE.plusSeconds(5))
        .until(() -> worker.progressing(STUCK_AFTER) && !worker.hasFailed());
  }

  /** With transactions that give up soon: a minute's wait is not what is tested. */
  private static KafkaSettings impatient(OwnBroker broker) {
    KafkaSettings plain = broker.settings(PREFIX);
    return new KafkaSettings(
        plain.bootstrapServers(),
        plain.registryUrl(),
        plain.topicPrefix(),
        Map.of("max.block.ms", "1000"));
  }

  private static Traffic traffic(OwnBroker broker) {
    KafkaSettings kafka = broker.settings(PREFIX);
    new TopicProvisioner(kafka).provision((short) 1);
    Traffic traffic = new Traffic(kafka);
    traffic.release("c-1");
    return traffic;
  }
}

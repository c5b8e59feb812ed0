package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.localkafka.BrokerProcess;
import dev.xmcgan.localkafka.BrokerSettings;
import dev.xmcgan.localkafka.Installation;
import dev.xmcgan.localkafka.processes.Ports;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose broker goes, for longer than anybody waits for an image, and comes back. */
class BrokerOutageTest {
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
  void outageOfTheBrokerIsNoStandstillAndCostsNoAnswer() throws Exception {
    // given: a broker that goes while there is something to commit
    List<Integer> ports = Ports.free(2);
    KafkaSettings kafka =
        new KafkaSettings(
            "127.0.0.1:" + ports.get(0),
            KAFKA.registryUrl(),
            "outage-",
            // what waits for the broker comes back soon
            Map.of("default.api.timeout.ms", "5000"));
    BrokerProcess broker = startBroker(ports);
    try {
      new TopicProvisioner(kafka).provision((short) 1);
      try (Traffic traffic = new Traffic(kafka)) {
        traffic.release("c-1");
        try (TestWorker worker =
            TestWorker.start("w-1", kafka, loader, directory.resolve("w-1"))
                .await(WorkerState.SERVING)) {
          Map<String, Integer> expected = traffic.requests(REQUESTS);
          await().atMost(PATIENCE).until(() -> passes.getQueueLength() == LANES);

          // when
          broker.process().kill();
          passes.release(1_000);

          // then: what stands for longer than an answer is waited for would be told
          await()
              .during(Duration.ofSeconds(15))
              .atMost(PATIENCE)
              .until(() -> worker.progressing(Duration.ofSeconds(10)));
          assertThat(worker.hasFailed()).isFalse();

          // when
          broker = startBroker(ports);

          // then
          await()
              .atMost(Duration.ofMinutes(3))
              .ignoreExceptions()
              .untilAsserted(() -> assertThat(traffic.answers()).isEqualTo(expected));
        }
      }
    } finally {
      broker.close();
    }
  }

  private BrokerProcess startBroker(List<Integer> ports) throws InterruptedException {
    BrokerProcess broker =
        BrokerProcess.start(
            Installation.under(Path.of(System.getProperty("xmcgan.home"))).writingNoArchives(),
            new BrokerSettings(
                directory.resolve("broker"),
                directory.resolve("broker.log"),
                ports.get(0),
                ports.get(1),
                BrokerSettings.DEFAULT_HEAP_MEGABYTES,
                true));
    broker.awaitReady(Duration.ofSeconds(120));
    return broker;
  }
}

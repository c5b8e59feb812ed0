package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.OwnBroker;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.topics.TopicProvisioner;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that start before the broker and outlive it. */
class BrokerRestartTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path data;

  @Test
  void clientsWaitForABrokerAndGoOnAfterItWasKilled() throws Exception {
    // given clients that start while there is no broker
    OwnBroker broker = new OwnBroker(data);
    KafkaSettings settings = broker.settings("restart-");
    AvroSerdes serdes = new AvroSerdes(settings);
    CompletableFuture<TransactionalProducer> opening =
        CompletableFuture.supplyAsync(() -> new TransactionalProducer(settings, "trainer"));
    try (broker;
        CompactedTopic<Release> releases =
            new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes)) {
      releases.start();

      // when it starts
      broker.start();
      new TopicProvisioner(settings).provision((short) 1);
      TransactionalProducer transactions = opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      // then they work
      commit(transactions, settings, serdes, "c1");
      awaitRelease(releases, "c1");

      // when it is killed and started again
      broker.kill();
      broker.start();

      // then they go on, and what was committed twice is there once
      commit(transactions, settings, serdes, "c2");
      awaitRelease(releases, "c2");
      try (Records records = new Records(settings)) {
        assertThat(records.readAll(Topic.RELEASES, Release.class))
            .extracting(ConsumerRecord::value)
            .extracting(Release::getCheckpointId)
            .containsExactly("c1", "c2");
      }
      transactions.close();
    }
  }

  /** As a service does: the same again for as long as it is retriable. */
  private static void commit(
      TransactionalProducer transactions,
      KafkaSettings settings,
      AvroSerdes serdes,
      String checkpointId) {
    Release release =
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(checkpointId)
            .setReleasedBy("test")
            .setReason("")
            .setReleasedAt(Instant.EPOCH)
            .build();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                transactions.commit(
                    List.of(
                        new ProducerRecord<>(
                            settings.topic(Topic.RELEASES),
                            "stable",
                            serdes.encode(Topic.RELEASES, release))),
                    Map.of(),
                    new ConsumerGroupMetadata("nobody"));
                return true;
              } catch (RetriableTransactionException e) {
                return false;
              }
            });
  }

  private static void awaitRelease(CompactedTopic<Release> releases, String checkpointId) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                releases
                    .get("stable")
                    .map(release -> release.getCheckpointId().equals(checkpointId))
                    .orElse(false));
  }
}

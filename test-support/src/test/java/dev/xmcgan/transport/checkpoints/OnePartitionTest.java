package dev.xmcgan.transport.checkpoints;

import static dev.xmcgan.transport.checkpoints.TestTransfer.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.topics.TopicOptions;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a topic of chunks that was made with one partition, and got more later. */
class OnePartitionTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @RegisterExtension
  final TestTransfer transfer =
      new TestTransfer(
          KAFKA,
          new TopicOptions(
              OptionalInt.of(1),
              OptionalInt.empty(),
              Map.of(Topic.CHECKPOINT_CHUNKS, 1),
              Map.of()));

  @Test
  void aCheckpointIsFoundHoweverManyPartitionsThereAre() throws Exception {
    // given
    Checkpoint old = transfer.publish();
    assertThat(file(old, "generator.safetensors").getPartitions())
        .as("readers that know of one partition find it")
        .isEmpty();
    assertFetched(old);

    // when
    String topic = transfer.settings.topic(Topic.CHECKPOINT_CHUNKS);
    try (Admin admin = Admin.create(transfer.settings.admin())) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
    }
    Checkpoint spread;
    try (TransactionalProducer later =
        new TransactionalProducer(
            transfer.settings, "trainer-2", CheckpointPublisher.TRANSACTION_TIMEOUT)) {
      spread =
          new CheckpointPublisher(
                  transfer.settings, new AvroSerdes(transfer.settings), later, Clock.systemUTC())
              .publish(
                  transfer.source,
                  new CheckpointOrigin(
                      "c2", "c1", "trainer-2", 200, 12_800, "minilm@0123456789ab"));
    }

    // then
    assertThat(file(spread, "generator.safetensors").getPartitions()).hasSize(4);
    assertFetched(spread);
    transfer.fetcher().keepOnly(Set.of());
    assertFetched(old);
  }

  private void assertFetched(Checkpoint manifest) throws Exception {
    Path fetched = transfer.fetcher().fetch(manifest);
    for (var file : manifest.getFiles()) {
      assertThat(fetched.resolve(file.getName()))
          .hasSameBinaryContentAs(transfer.source.resolve(file.getName()));
    }
  }
}

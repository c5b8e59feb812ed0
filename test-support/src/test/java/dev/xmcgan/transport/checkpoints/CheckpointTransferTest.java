package dev.xmcgan.transport.checkpoints;

import static dev.xmcgan.transport.checkpoints.TestTransfer.NOW;
import static dev.xmcgan.transport.checkpoints.TestTransfer.ORIGIN;
import static dev.xmcgan.transport.checkpoints.TestTransfer.file;
import static dev.xmcgan.transport.checkpoints.TestTransfer.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Publishing and what arrives of it, on a real broker. */
class CheckpointTransferTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @RegisterExtension final TestTransfer transfer = new TestTransfer(KAFKA);

  @Test
  void aPublishedCheckpointArrivesByteForByte() throws Exception {
    // when
    transfer.publish();
    Checkpoint manifest =
        transfer.records.read(Topic.CHECKPOINTS, Checkpoint.class, 1).get(0).value();
    Path fetched = transfer.fetcher().fetch(manifest);

    // then
    assertThat(fetched).isEqualTo(transfer.cache.resolve("c1"));
    assertThat(names(fetched))
        .containsExactly("config.json", "generator.safetensors", "trainer.safetensors");
    for (String name : names(fetched)) {
      assertThat(fetched.resolve(name)).hasSameBinaryContentAs(transfer.source.resolve(name));
    }
  }

  @Test
  void theChunksOfAFileLieInSeveralPartitions() throws Exception {
    // when
    CheckpointFile weights = file(transfer.publish(), "generator.safetensors");

    // then: where their keys lead
    List<ChunkPlace> places = ChunkPlace.of(weights);
    assertThat(places.stream().map(ChunkPlace::partition).distinct().count()).isGreaterThan(1);
    assertThat(places).hasSize(4);
    Map<ChunkPlace, String> keys =
        transfer.records.readAllRaw(Topic.CHECKPOINT_CHUNKS).stream()
            .collect(
                Collectors.toMap(
                    chunk -> new ChunkPlace(chunk.partition(), chunk.offset()),
                    ConsumerRecord::key));
    for (int part = 0; part < places.size(); part++) {
      assertThat(keys.get(places.get(part))).isEqualTo("c1/generator.safetensors/" + part);
    }
  }

  @Test
  void theManifestSaysWhereAllCameFrom() throws Exception {
    // when
    Checkpoint manifest = transfer.publish();

    // then
    assertThat(manifest.getCheckpointId()).isEqualTo("c1");
    assertThat(manifest.getParentId()).isEqualTo("c0");
    assertThat(manifest.getTrainerId()).isEqualTo("trainer-1");
    assertThat(manifest.getStep()).isEqualTo(100);
    assertThat(manifest.getPairsSeen()).isEqualTo(6_400);
    assertThat(manifest.getModelConfig()).isEqualTo("{\"name\":\"starter-64\"}");
    assertThat(manifest.getTextEncoder()).isEqualTo("minilm@0123456789ab");
    assertThat(manifest.getCreatedAt()).isEqualTo(NOW);
    assertThat(file(manifest, "generator.safetensors").getOffsets()).hasSize(4);
    assertThat(transfer.records.readAllRaw(Topic.CHECKPOINT_CHUNKS))
        .allSatisfy(
            chunk -> assertThat(chunk.value()).hasSizeLessThanOrEqualTo(Topic.MAX_CHUNK_BYTES));
  }

  @Test
  void releasesAndConsumedOffsetsAreCommittedWithIt() throws Exception {
    // given
    TopicPartition pairs = new TopicPartition(transfer.settings.topic(Topic.TRAINING_PAIRS), 0);
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(pairs, new OffsetAndMetadata(17));
    String group = transfer.settings.id("trainer");

    // when
    transfer.publisher.publish(
        transfer.source,
        ORIGIN,
        List.of(release("c1")),
        new Consumed(offsets, new ConsumerGroupMetadata(group)));

    // then
    assertThat(transfer.records.read(Topic.RELEASES, Release.class, 1))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("stable");
              assertThat(record.value()).isEqualTo(release("c1"));
            });
    try (Admin admin = Admin.create(transfer.settings.admin())) {
      assertThat(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get())
          .isEqualTo(offsets);
    }
  }

  @Test
  void nothingIsPublishedWhenAFileCannotBeRead() throws Exception {
    // given
    Files.delete(transfer.source.resolve("config.json"));

    // when, then
    assertThatThrownBy(transfer::publish).isInstanceOf(NoSuchFileException.class);
    assertThat(transfer.records.readAllRaw(Topic.CHECKPOINTS)).isEmpty();
    assertThat(transfer.records.readAllRaw(Topic.CHECKPOINT_CHUNKS)).isEmpty();
  }

  @Test
  void aReleaseOfAnotherCheckpointIsRefused() {
    assertThatThrownBy(
            () ->
                transfer.publisher.publish(
                    transfer.source, ORIGIN, List.of(release("c9")), Consumed.nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("release of c9 published with checkpoint c1");
  }

  private static Release release(String checkpointId) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(checkpointId)
        .setReleasedBy("trainer-1")
        .setReason("first")
        .setReleasedAt(NOW)
        .build();
  }
}

package dev.xmcgan.transport.checkpoints;

import static dev.xmcgan.transport.checkpoints.TestTransfer.file;
import static dev.xmcgan.transport.checkpoints.TestTransfer.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Manifests that lie and chunks that are gone. */
class FailedTransferTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @RegisterExtension final TestTransfer transfer = new TestTransfer(KAFKA);

  @Test
  void aWrongHashIsNamedAndNothingIsLeft() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Checkpoint lying =
        withFile(manifest, "config.json", file -> copy(file).setSha256("0".repeat(64)).build());

    // when, then
    assertFails(lying, Reason.WRONG_HASH, "config.json has SHA-256");
    assertThat(names(transfer.cache.resolve("c1"))).doesNotContain("config.json");
  }

  @Test
  void aTruncatedFileIsNamed() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Checkpoint lying =
        withFile(
            manifest,
            "generator.safetensors",
            file ->
                copy(file)
                    .setOffsets(file.getOffsets().subList(0, 3))
                    .setPartitions(file.getPartitions().subList(0, 3))
                    .build());

    // when, then
    assertFails(lying, Reason.WRONG_SIZE, "generator.safetensors has");
  }

  @Test
  void aChunkThatRetentionRemovedIsMissing() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    ChunkPlace third = ChunkPlace.of(file(manifest, "generator.safetensors")).get(2);
    TopicPartition chunks =
        new TopicPartition(transfer.settings.topic(Topic.CHECKPOINT_CHUNKS), third.partition());
    try (Admin admin = Admin.create(transfer.settings.admin())) {
      long end = third.offset() + 1;
      admin.deleteRecords(Map.of(chunks, RecordsToDelete.beforeOffset(end))).all().get();
    }

    // when, then
    assertFails(manifest, Reason.MISSING_CHUNK, "is incomplete");
  }

  @Test
  void aChunkBeyondTheEndOfTheLogIsMissing() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Checkpoint lying =
        withFile(
            manifest, "config.json", file -> copy(file).setOffsets(List.of(1_000_000L)).build());

    // when, then
    assertFails(lying, Reason.MISSING_CHUNK, "config.json is incomplete");
  }

  @Test
  void anOffsetThatHoldsSomethingElseIsMissing() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    ChunkPlace other = ChunkPlace.of(file(manifest, "generator.safetensors")).get(0);
    Checkpoint lying =
        withFile(
            manifest,
            "config.json",
            file ->
                copy(file)
                    .setPartition(other.partition())
                    .setOffsets(List.of(other.offset()))
                    .build());

    // when, then
    assertFails(lying, Reason.MISSING_CHUNK, "holds c1/generator.safetensors/0");
  }

  @Test
  void chunksWithoutAPartitionEachAreRefused() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Checkpoint lying =
        withFile(
            manifest,
            "generator.safetensors",
            file -> copy(file).setPartitions(List.of(0, 1)).build());

    // when, then
    assertFails(lying, Reason.INVALID_MANIFEST, "has 4 chunks in 2 partitions");
  }

  @Test
  void aFileNameThatLeadsOutOfTheCacheIsRefused() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Checkpoint hostile =
        withFile(manifest, "config.json", file -> copy(file).setName("../config.json").build());

    // when, then
    assertFails(hostile, Reason.INVALID_MANIFEST, "'../config.json' is not plain");
  }

  private void assertFails(Checkpoint manifest, Reason reason, String detail) {
    assertThatThrownBy(
            () ->
                new CheckpointFetcher(transfer.settings, transfer.cache, Duration.ofSeconds(2))
                    .fetch(manifest))
        .isInstanceOfSatisfying(
            CheckpointTransferException.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(reason);
              assertThat(failure.checkpointId()).isEqualTo("c1");
              assertThat(failure.isRetriable()).isFalse();
            })
        .hasMessageContaining(detail);
  }

  private static CheckpointFile.Builder copy(CheckpointFile file) {
    return CheckpointFile.newBuilder(file);
  }

  private static Checkpoint withFile(
      Checkpoint manifest, String name, UnaryOperator<CheckpointFile> change) {
    List<CheckpointFile> files = new ArrayList<>(manifest.getFiles());
    files.replaceAll(file -> file.getName().equals(name) ? change.apply(file) : file);
    return Checkpoint.newBuilder(manifest).setFiles(files).build();
  }
}

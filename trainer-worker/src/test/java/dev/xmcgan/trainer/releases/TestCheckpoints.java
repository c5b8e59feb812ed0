package dev.xmcgan.trainer.releases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Publishes checkpoints, releases and held-out pairs as other services and people do. */
final class TestCheckpoints implements AutoCloseable {
  private final KafkaSettings kafka;
  private final Records records;
  private final Path directory;
  private final String textEncoder;
  private final TransactionalProducer transactions;

  TestCheckpoints(KafkaSettings kafka, Records records, Path directory, String textEncoder) {
    this.kafka = kafka;
    this.records = records;
    this.directory = directory;
    this.textEncoder = textEncoder;
    this.transactions = new TransactionalProducer(kafka, "test-checkpoints");
  }

  /** As training makes one, with a text in place of weights. */
  Checkpoint trained(String id, long step, String weights) throws IOException {
    Path files = Files.createDirectories(directory.resolve(id));
    Files.writeString(files.resolve("config.json"), "{}", UTF_8);
    Files.writeString(files.resolve("generator.safetensors"), weights, UTF_8);
    Files.writeString(files.resolve("trainer.safetensors"), "state", UTF_8);
    return publish(id, step, files);
  }

  Checkpoint publish(String id, long step, Path files) throws IOException {
    return new CheckpointPublisher(kafka, new AvroSerdes(kafka), transactions, Clock.systemUTC())
        .publish(files, new CheckpointOrigin(id, null, "trainer", step, step, textEncoder));
  }

  /** Past the gate, as anybody may who can write to Kafka. */
  void force(String id, boolean pinned) {
    records.send(
        Topic.RELEASES,
        "stable",
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(id)
            .setReleasedBy("somebody")
            .setReason("forced in")
            .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .setPinned(pinned)
            .build());
  }

  void pair(Split split, String id, String caption, byte[] png, int size) {
    records.send(
        Topic.TRAINING_PAIRS,
        id,
        TrainingPair.newBuilder()
            .setPairId(id)
            .setCaptions(List.of(caption))
            .setImage(ByteBuffer.wrap(png))
            .setSize(size)
            .setContentHash(id)
            .setSplit(split)
            .setArrivedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }

  @Override
  public void close() {
    transactions.close();
  }
}

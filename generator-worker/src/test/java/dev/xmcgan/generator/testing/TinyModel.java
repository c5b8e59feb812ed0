package dev.xmcgan.generator.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Checkpoints of a real but tiny untrained model, published as a trainer publishes them. */
public final class TinyModel implements AutoCloseable {
  /** The text encoder that the build makes. */
  public static final Path TEXT_ENCODER =
      Path.of(
          System.getProperty("xmcgan.home"), "model", "target", "text-encoder", "all-MiniLM-L6-v2");

  private static final ModelConfig CONFIG =
      new ModelConfig(
          "tiny",
          32,
          2,
          2,
          16,
          384,
          16,
          Pooling.MASKED_MEAN,
          StemInput.NOISE_AND_SENTENCE,
          8,
          List.of(16, 8, 4),
          List.of(2, 8, 8));

  private static String knownEncoderId;

  private final KafkaSettings kafka;
  private final Path directory;
  private final String textEncoderId;
  private final TransactionalProducer transactions;

  public TinyModel(KafkaSettings kafka, Path directory) throws IOException {
    this.kafka = kafka;
    this.directory = directory;
    this.textEncoderId = encoderId();
    transactions = new TransactionalProducer(kafka, "test-trainer");
  }

  public String textEncoderId() {
    return textEncoderId;
  }

  /** Read once: an encoder takes seconds to load. */
  private static synchronized String encoderId() throws IOException {
    if (knownEncoderId == null) {
      try (TextEncoder encoder = TextEncoder.load(TEXT_ENCODER, Device.cpu())) {
        knownEncoderId = encoder.id();
      }
    }
    return knownEncoderId;
  }

  /** Files of a checkpoint whose weights depend on the seed. */
  public Path write(String checkpointId, long seed) throws IOException {
    Path target = Files.createDirectories(directory.resolve(checkpointId));
    Generator generator = new Generator(CONFIG);
    try (NDManager manager = NDManager.newBaseManager()) {
      CheckpointFiles.writeConfig(target, CONFIG);
      CheckpointFiles.writeGenerator(
          target, generator.newParameters(manager, seed), generator.newStatistics(manager));
    }
    return target;
  }

  /** Publishes a checkpoint and releases it as stable. */
  public Checkpoint release(String checkpointId, long seed) throws IOException {
    return release(write(checkpointId, seed), checkpointId, textEncoderId);
  }

  /** Publishes a checkpoint without releasing it. */
  public Checkpoint publish(String checkpointId, long seed) throws IOException {
    return publish(write(checkpointId, seed), checkpointId, textEncoderId, List.of());
  }

  /** Publishes whatever lies in a directory and releases it as stable. */
  public Checkpoint release(Path files, String checkpointId, String trainedWith)
      throws IOException {
    Release release =
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(checkpointId)
            .setReleasedBy("test")
            .setReason("test")
            .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    return publish(files, checkpointId, trainedWith, List.of(release));
  }

  private Checkpoint publish(
      Path files, String checkpointId, String trainedWith, List<Release> releases)
      throws IOException {
    CheckpointPublisher publisher =
        new CheckpointPublisher(kafka, new AvroSerdes(kafka), transactions, Clock.systemUTC());
    return publisher.publish(
        files,
        new CheckpointOrigin(checkpointId, null, "test-trainer", 1, 1, trainedWith),
        releases,
        Consumed.nothing());
  }

  @Override
  public void close() {
    transactions.close();
  }
}

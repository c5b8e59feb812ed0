package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.Transaction;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes a checkpoint directory in one transaction: every file in chunks of at most {@link
 * Topic#MAX_CHUNK_BYTES} on {@link Topic#CHECKPOINT_CHUNKS}, the manifest with their coordinates on
 * {@link Topic#CHECKPOINTS}, releases if any, and the consumed offsets. Read-committed readers see
 * the manifest only with all its chunks in place. Files stream through a few megabytes of memory,
 * whatever their size.
 */
public final class CheckpointPublisher {

  /** Room for gigabytes on a slow disk; the transactions handed in should allow that long. */
  public static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(5);

  /** File that holds the model's configuration. */
  public static final String CONFIG_FILE = "config.json";

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final TransactionalProducer transactions;
  private final Clock clock;

  /**
   * @param transactions stays the caller's to close; see {@link #TRANSACTION_TIMEOUT}
   */
  public CheckpointPublisher(
      KafkaSettings settings, AvroSerdes serdes, TransactionalProducer transactions, Clock clock) {
    this.settings = settings;
    this.serdes = serdes;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A checkpoint alone, neither released nor tied to consumed records. */
  public Checkpoint publish(Path directory, CheckpointOrigin origin) throws IOException {
    return publish(directory, origin, List.of(), Consumed.nothing());
  }

  /**
   * Publishes all plain files of the directory.
   *
   * @param directory holds {@value #CONFIG_FILE} and the weights
   * @param releases channels that serve it from now on; each must name this checkpoint
   * @return the manifest as published
   * @throws IOException as the other
   */
  public Checkpoint publish(
      Path directory, CheckpointOrigin origin, List<Release> releases, Consumed consumed)
      throws IOException {
    return publish(directory, origin, releases, List.of(), consumed);
  }

  /**
   * Publishes all plain files of the directory, and what was learned.
   *
   * @param directory holds {@value #CONFIG_FILE} and the weights
   * @param releases channels that serve it from now on; each must name this checkpoint
   * @param learned the pairs that it learned since its parent
   * @return the manifest as published
   * @throws IOException if a file cannot be read; nothing is published then
   * @throws dev.xmcgan.transport.transactions.RetriableTransactionException if nothing was
   *     published but the same may be tried again
   * @throws dev.xmcgan.transport.transactions.FencedException if another trainer has taken over
   */
  public Checkpoint publish(
      Path directory,
      CheckpointOrigin origin,
      List<Release> releases,
      List<LearnedPairs> learned,
      Consumed consumed)
      throws IOException {
    releases.forEach(release -> requireSame(origin, release));
    List<Path> files = files(directory);
    String modelConfig = Files.readString(directory.resolve(CONFIG_FILE), StandardCharsets.UTF_8);
    return transactions.inTransaction(
        transaction -> {
          ChunkWriter chunks =
              new ChunkWriter(
                  transaction, settings.topic(Topic.CHECKPOINT_CHUNKS), origin.checkpointId());
          List<CheckpointFile> written = new ArrayList<>();
          for (Path file : files) {
            written.add(chunks.write(file));
          }
          Checkpoint manifest = manifest(origin, modelConfig, written);
          send(transaction, Topic.CHECKPOINTS, origin.checkpointId(), manifest);
          for (LearnedPairs pairs : learned) {
            send(transaction, Topic.LEARNED_PAIRS, origin.checkpointId(), pairs);
          }
          for (Release release : releases) {
            send(transaction, Topic.RELEASES, release.getChannel(), release);
          }
          transaction.consumed(consumed.offsets(), consumed.group());
          return manifest;
        });
  }

  private Checkpoint manifest(
      CheckpointOrigin origin, String modelConfig, List<CheckpointFile> files) {
    return Checkpoint.newBuilder()
        .setCheckpointId(origin.checkpointId())
        .setParentId(origin.parentId())
        .setTrainerId(origin.trainerId())
        .setStep(origin.step())
        .setPairsSeen(origin.pairsSeen())
        .setModelConfig(modelConfig)
        .setTextEncoder(origin.textEncoder())
        .setFiles(files)
        .setNewPairs(origin.newPairs().orElse(null))
        .setChannel(origin.channel().orElse(null))
        .setAnchorId(origin.anchorId().orElse(null))
        .setCreatedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private void send(Transaction transaction, Topic topic, String key, SpecificRecord value) {
    transaction.send(new ProducerRecord<>(settings.topic(topic), key, serdes.encode(topic, value)));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> SafeFileNames.isPlain(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static void requireSame(CheckpointOrigin origin, Release release) {
    if (!release.getCheckpointId().equals(origin.checkpointId())) {
      throw new IllegalArgumentException(
          "release of %s published with checkpoint %s"
              .formatted(release.getCheckpointId(), origin.checkpointId()));
    }
  }
}

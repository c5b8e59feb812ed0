package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.AuditEntries;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.Transaction;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Changes what was published about checkpoints, all in one transaction: readers see the manifests
 * of before or those of after, and behind each of them all its chunks.
 */
public final class CheckpointReviser {

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final TransactionalProducer transactions;
  private final String who;
  private final Clock clock;

  /**
   * @param who makes the changes; told of what is forgotten
   * @param transactions stays the caller's to close; see {@link
   *     CheckpointPublisher#TRANSACTION_TIMEOUT}
   */
  public CheckpointReviser(
      KafkaSettings settings,
      AvroSerdes serdes,
      TransactionalProducer transactions,
      String who,
      Clock clock) {
    this.who = who;
    this.clock = clock;
    this.settings = settings;
    this.serdes = serdes;
    this.transactions = transactions;
  }

  /**
   * What changes.
   *
   * @param manifests take the place of those of the same ids
   * @param carried those of the manifests whose files are written anew, by checkpoint id, with the
   *     directory that has them
   * @param removed ids of checkpoints that are forgotten
   * @param unjudged ids of checkpoints of which is forgotten what was found about them
   */
  public record Revision(
      List<Checkpoint> manifests,
      Map<String, Path> carried,
      Set<String> removed,
      Set<String> unjudged) {

    public Revision {
      manifests = List.copyOf(manifests);
      carried = Map.copyOf(carried);
      removed = Set.copyOf(removed);
      unjudged = Set.copyOf(unjudged);
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
      return manifests.isEmpty() && removed.isEmpty() && unjudged.isEmpty();
    }
  }

  /**
   * Makes the changes; they fail as {@link CheckpointPublisher#publish} does.
   *
   * @throws IOException when a file cannot be read, or is not the one that the manifest vouches
   *     for; nothing changes then
   */
  public void publish(Revision revision) throws IOException {
    transactions.inTransaction(
        transaction -> {
          for (Checkpoint manifest : revision.manifests()) {
            Path directory = revision.carried().get(manifest.getCheckpointId());
            send(
                transaction,
                Topic.CHECKPOINTS,
                manifest.getCheckpointId(),
                serdes.encode(
                    Topic.CHECKPOINTS,
                    directory == null ? manifest : carried(transaction, manifest, directory)));
          }
          for (String id : revision.removed()) {
            send(transaction, Topic.CHECKPOINTS, id, null);
            transaction.send(
                AuditEntries.record(
                    settings, serdes, AuditEntries.ofForgotten(id, who, clock.instant())));
          }
          for (String id : revision.unjudged()) {
            send(transaction, Topic.EVALUATIONS, id, null);
          }
          return null;
        });
  }

  private Checkpoint carried(Transaction transaction, Checkpoint manifest, Path directory)
      throws IOException {
    String id = manifest.getCheckpointId();
    ChunkWriter chunks = new ChunkWriter(transaction, settings.topic(Topic.CHECKPOINT_CHUNKS), id);
    List<CheckpointFile> written = new ArrayList<>();
    for (CheckpointFile file : manifest.getFiles()) {
      CheckpointFile again = chunks.write(directory.resolve(file.getName()));
      if (!again.getSha256().equals(file.getSha256())) {
        throw new IOException(
            "%s of checkpoint %s changed on its way".formatted(file.getName(), id));
      }
      written.add(again);
    }
    return Checkpoint.newBuilder(manifest).setFiles(written).build();
  }

  private void send(Transaction transaction, Topic topic, String id, byte[] value) {
    transaction.send(new ProducerRecord<>(settings.topic(topic), id, value));
  }
}

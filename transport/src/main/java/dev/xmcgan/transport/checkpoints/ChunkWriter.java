package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.transactions.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Cuts files into records, of partitions that their keys choose, and notes where each ended up. */
final class ChunkWriter {

  private final Transaction transaction;
  private final String topic;
  private final String checkpointId;

  ChunkWriter(Transaction transaction, String topic, String checkpointId) {
    this.transaction = transaction;
    this.topic = topic;
    this.checkpointId = checkpointId;
  }

  /** Key of a chunk. */
  static String key(String checkpointId, String file, int part) {
    return checkpointId + "/" + file + "/" + part;
  }

  CheckpointFile write(Path file) throws IOException {
    String name = file.getFileName().toString();
    Sha256 hash = new Sha256();
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      // an empty file is one empty chunk, so that every file has a place
      for (byte[] chunk = in.readNBytes(Topic.MAX_CHUNK_BYTES);
          chunk.length > 0 || sends.isEmpty();
          chunk = in.readNBytes(Topic.MAX_CHUNK_BYTES)) {
        hash.add(chunk);
        size += chunk.length;
        String key = key(checkpointId, name, sends.size());
        sends.add(transaction.send(new ProducerRecord<>(topic, key, chunk)));
      }
    }
    transaction.flush();
    List<RecordMetadata> chunks = sends.stream().map(ChunkWriter::metadata).toList();
    List<Integer> partitions = chunks.stream().map(RecordMetadata::partition).toList();
    boolean together = Set.copyOf(partitions).size() == 1;
    return CheckpointFile.newBuilder()
        .setName(name)
        .setSizeBytes(size)
        .setSha256(hash.hex())
        .setPartition(partitions.get(0))
        .setOffsets(chunks.stream().map(RecordMetadata::offset).toList())
        .setPartitions(together ? List.of() : partitions)
        .build();
  }

  private static RecordMetadata metadata(Future<RecordMetadata> send) {
    try {
      return send.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}

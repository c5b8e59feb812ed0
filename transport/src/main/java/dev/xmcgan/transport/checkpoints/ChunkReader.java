package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the chunks of a checkpoint at the coordinates its manifest gives. */
final class ChunkReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FETCH_BYTES = 8 << 20;
  private static final int LONGEST_FETCH_MILLIS = 20;

  private final String checkpointId;
  private final String topic;
  private final Duration patience;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> fetched =
      new HashMap<>();

  ChunkReader(KafkaSettings settings, String checkpointId, Duration patience) {
    Map<String, Object> config = settings.reader("fetch-" + checkpointId);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // behind a file's last chunk the client asks for more; the next file's chunks come after that
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MILLIS);
    // the manifest was committed, and with it its chunks; waiting for whatever other transaction is
    // open on the topic would add nothing to the hashes
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    this.checkpointId = checkpointId;
    this.topic = settings.topic(Topic.CHECKPOINT_CHUNKS);
    this.patience = patience;
    this.consumer = KafkaClients.consumer(config);
  }

  /** Writes the file's chunks, one after the other. */
  void copy(CheckpointFile file, Path target) throws IOException, InterruptedException {
    List<ChunkPlace> places = ChunkPlace.of(file);
    try (OutputStream out = Files.newOutputStream(target)) {
      fetched.clear();
      consumer.assign(places.stream().map(this::partition).collect(Collectors.toSet()));
      Map<TopicPartition, Long> positions = new HashMap<>();
      // each partition from its first chunk on, before one of them is polled
      for (ChunkPlace place : places) {
        if (positions.putIfAbsent(partition(place), place.offset()) == null) {
          consumer.seek(partition(place), place.offset());
        }
      }
      for (int part = 0; part < places.size(); part++) {
        ChunkPlace place = places.get(part);
        TopicPartition partition = partition(place);
        if (place.offset() < positions.get(partition)) {
          consumer.seek(partition, place.offset());
          fetchedOf(partition).clear();
        }
        out.write(chunk(partition, place.offset(), file, part).value());
        positions.put(partition, place.offset() + 1);
      }
    } catch (OffsetOutOfRangeException e) {
      throw missing(file, "offset " + e.offsetOutOfRangePartitions().values(), e);
    } catch (InterruptException e) {
      throw new InterruptedException("interrupted while fetching " + checkpointId);
    } catch (KafkaException e) {
      throw new CheckpointTransferException(
          checkpointId, Reason.UNREACHABLE, "cannot read chunks: " + e.getMessage(), e);
    }
  }

  private TopicPartition partition(ChunkPlace place) {
    return new TopicPartition(topic, place.partition());
  }

  private Deque<ConsumerRecord<String, byte[]>> fetchedOf(TopicPartition partition) {
    return fetched.computeIfAbsent(partition, added -> new ArrayDeque<>());
  }

  private ConsumerRecord<String, byte[]> chunk(
      TopicPartition partition, long offset, CheckpointFile file, int part)
      throws CheckpointTransferException {
    Deque<ConsumerRecord<String, byte[]>> here = fetchedOf(partition);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      while (!here.isEmpty()) {
        ConsumerRecord<String, byte[]> record = here.poll();
        if (record.offset() == offset) {
          return checked(record, file, part);
        }
        if (record.offset() > offset) {
          throw missing(file, "chunk %d at offset %d".formatted(part, offset), null);
        }
      }
      poll();
      if (here.isEmpty()) {
        if (consumer.position(partition) > offset) {
          throw missing(file, "chunk %d at offset %d".formatted(part, offset), null);
        }
        requireBeforeEnd(partition, offset, file, part);
        if (System.nanoTime() > deadline) {
          throw unreachable();
        }
      }
    }
  }

  /** Reads on where nothing is left, so that little waits in memory. */
  private void poll() {
    Set<TopicPartition> ahead = new HashSet<>(consumer.assignment());
    ahead.removeIf(partition -> fetchedOf(partition).isEmpty());
    consumer.resume(consumer.paused());
    consumer.pause(ahead);
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      fetchedOf(new TopicPartition(record.topic(), record.partition())).add(record);
    }
  }

  private ConsumerRecord<String, byte[]> checked(
      ConsumerRecord<String, byte[]> record, CheckpointFile file, int part)
      throws CheckpointTransferException {
    String key = ChunkWriter.key(checkpointId, file.getName(), part);
    if (!key.equals(record.key()) || record.value() == null) {
      throw missing(
          file,
          "chunk %d: offset %d holds %s".formatted(part, record.offset(), record.key()),
          null);
    }
    return record;
  }

  /** Nothing came: either Kafka is away, or the log ends before the chunk. */
  private void requireBeforeEnd(
      TopicPartition partition, long offset, CheckpointFile file, int part)
      throws CheckpointTransferException {
    long end;
    try {
      end = consumer.endOffsets(List.of(partition), POLL).get(partition);
    } catch (TimeoutException e) {
      return; // it is waited for
    }
    if (end <= offset) {
      throw missing(
          file, "chunk %d at offset %d: the log ends at %d".formatted(part, offset, end), null);
    }
  }

  private CheckpointTransferException unreachable() {
    return new CheckpointTransferException(
        checkpointId,
        Reason.UNREACHABLE,
        "no chunk from Kafka for %d s".formatted(patience.toSeconds()));
  }

  private CheckpointTransferException missing(CheckpointFile file, String what, Exception cause) {
    return new CheckpointTransferException(
        checkpointId,
        Reason.MISSING_CHUNK,
        "%s is incomplete, %s is not there".formatted(file.getName(), what),
        cause);
  }

  @Override
  public void close() {
    // a fetch that waits at the end of the log would be waited for
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}

package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads the first and last offsets of the topic of chunks, and deletes chunks that no checkpoint
 * needs any more.
 */
public final class ChunkLog implements AutoCloseable {

  private final String topic;
  private final Admin admin;

  public ChunkLog(KafkaSettings settings) {
    this.topic = settings.topic(Topic.CHECKPOINT_CHUNKS);
    this.admin = Admin.create(settings.admin());
  }

  /**
   * The first offset that is still there in each partition.
   *
   * @throws KafkaException when Kafka does not say
   */
  public Map<Integer, Long> starts() {
    return offsets(OffsetSpec.earliest());
  }

  /**
   * The offset of the next chunk in each partition.
   *
   * @throws KafkaException when Kafka does not say
   */
  public Map<Integer, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  /**
   * Removes all chunks before those offsets; the broker frees the disk when the segments that hold
   * them are whole.
   *
   * @param first the first offset of each partition that stays
   * @throws KafkaException when Kafka refuses or does not answer
   */
  public void deleteBefore(Map<Integer, Long> first) {
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    first.forEach(
        (partition, offset) ->
            deletions.put(
                new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
    await(admin.deleteRecords(deletions).all());
  }

  @Override
  public void close() {
    admin.close();
  }

  private Map<Integer, Long> offsets(OffsetSpec which) {
    var description = await(admin.describeTopics(List.of(topic)).allTopicNames());
    Map<TopicPartition, OffsetSpec> wanted =
        description.get(topic).partitions().stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(topic, info.partition()), info -> which));
    Map<Integer, Long> offsets = new HashMap<>();
    await(admin.listOffsets(wanted).all())
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException("the log of chunks: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}

package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.Consumed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The trainer's place in the group {@value #GROUP}: either it has all of training-pairs or it
 * stands by. Belongs to the training thread.
 */
final class PairConsumer implements AutoCloseable {
  /** Without the topic prefix. */
  static final String GROUP = "trainer";

  /** The longest step, with the checkpoint after it, that does not cost the place in the group. */
  private static final Duration LONGEST_TURN = Duration.ofMinutes(20);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<String, byte[]> consumer;
  private boolean joined;

  PairConsumer(KafkaSettings settings, String clientId) {
    Map<String, Object> config = settings.consumer(GROUP);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(WholeTopicAssignor.class));
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_TURN.toMillis());
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(settings.topic(Topic.TRAINING_PAIRS)), new Membership());
  }

  /** Reads on; also keeps the place in the group. */
  ConsumerRecords<String, byte[]> poll(Duration longest) {
    return consumer.poll(longest);
  }

  /** Whether the partitions are this trainer's. */
  boolean isOwner() {
    return !consumer.assignment().isEmpty();
  }

  /** Whether the group has let it in and another member has the partitions. */
  boolean isStandby() {
    return joined && !isOwner();
  }

  /**
   * Goes back to what the group has committed, or to the start.
   *
   * @return the committed offset of each partition that has one
   */
  Map<TopicPartition, Long> rewind() {
    Set<TopicPartition> partitions = consumer.assignment();
    consumer.resume(partitions);
    Map<TopicPartition, Long> committed = new HashMap<>();
    consumer
        .committed(partitions)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    committed.forEach(consumer::seek);
    Set<TopicPartition> unread = new HashSet<>(partitions);
    unread.removeAll(committed.keySet());
    if (!unread.isEmpty()) {
      consumer.seekToBeginning(unread);
    }
    return committed;
  }

  /** Lets Kafka hold back further records; the log is the longer queue. */
  void hold(boolean held) {
    if (held) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  /**
   * What counts as consumed.
   *
   * @param firstUnlearned the offset of the first pair of a partition that is not yet learned
   */
  Consumed consumed(Map<TopicPartition, Long> firstUnlearned) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long next = consumer.position(partition);
      offsets.put(partition, new OffsetAndMetadata(firstUnlearned.getOrDefault(partition, next)));
    }
    return new Consumed(offsets, consumer.groupMetadata());
  }

  /** Leaves the group, so that a standby need not wait for the session's end. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
  }

  private final class Membership implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // isOwner() tells; what is unpublished is learned again by the next owner
    }
  }
}

package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The trainer's place in the group of its channel: either it has all of training-pairs or it stands
 * by. Belongs to the training thread.
 */
final class PairConsumer implements AutoCloseable {
  private static final String GROUP = "trainer";

  /** The longest step, with the checkpoint after it, that does not cost the place in the group. */
  private static final Duration LONGEST_TURN = Duration.ofMinutes(20);

  /** The shortest that brokers allow unless told otherwise: nobody trains until it is over. */
  private static final int SESSION_MILLIS = 6_000;

  /** A standby hears with its next heartbeat that the group has changed. */
  private static final int HEARTBEAT_MILLIS = 500;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final KafkaConsumer<String, byte[]> consumer;
  private boolean joined;

  /**
   * @param channel whose training it is
   */
  PairConsumer(KafkaSettings settings, String channel, String clientId) {
    Map<String, Object> config = settings.consumer(group(channel));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(WholeTopicAssignor.class));
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_TURN.toMillis());
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    consumer = KafkaClients.consumer(config);
    consumer.subscribe(List.of(settings.topic(Topic.TRAINING_PAIRS)), new Membership());
  }

  /**
   * The group of all trainers of a channel, one of which trains; their transactional id, too.
   * Without the topic prefix.
   */
  static String group(String channel) {
    return channel.equals(ReleaseSnapshot.STABLE) ? GROUP : GROUP + "-" + channel;
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

  /** The partitions that are this trainer's. */
  Set<TopicPartition> partitions() {
    return Set.copyOf(consumer.assignment());
  }

  /**
   * Goes to where a checkpoint left off, to the start of partitions that it does not know.
   *
   * @param offsets by number of the partition
   * @return the offset that is read next in each partition
   */
  Map<TopicPartition, Long> seek(Map<Integer, Long> offsets) {
    Set<TopicPartition> partitions = consumer.assignment();
    consumer.resume(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> next = new HashMap<>();
    for (TopicPartition partition : partitions) {
      if (offsets.containsKey(partition.partition())) {
        consumer.seek(partition, offsets.get(partition.partition()));
      }
      next.put(partition, consumer.position(partition));
    }
    return next;
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

  /** Leaves further records of these partitions to Kafka; the log is the longer queue. */
  void hold(Set<TopicPartition> partitions) {
    consumer.resume(consumer.paused());
    consumer.pause(
        partitions.stream().filter(consumer.assignment()::contains).collect(Collectors.toSet()));
  }

  /** The partitions that had nothing more to read at the last look; a look costs no request. */
  Set<TopicPartition> atEnd() {
    return consumer.assignment().stream()
        .filter(partition -> consumer.currentLag(partition).orElse(1) == 0)
        .collect(Collectors.toSet());
  }

  /** Records on the log that were not read, at the last look. */
  long unread() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  /**
   * Where learning goes on.
   *
   * @param firstUnlearned the offset of the first pair of a partition that is not yet learned
   * @return for each partition
   */
  Map<TopicPartition, Long> next(Map<TopicPartition, Long> firstUnlearned) {
    Map<TopicPartition, Long> next = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long read = consumer.position(partition);
      next.put(partition, firstUnlearned.getOrDefault(partition, read));
    }
    return next;
  }

  /** What counts as consumed when learning goes on there. */
  Consumed consumed(Map<TopicPartition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
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

package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.requests.RequestCheck;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests as a member of the workers' group and keeps the queue's partitions in step with
 * what the group assigns. One thread.
 */
final class RequestConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestConsumer.class);
  private static final String GROUP = "generator-workers";
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

  /** Of a broker that is away; the loop turns, and asks again. */
  private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(5);

  private final RequestQueue queue;
  private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
  private final KafkaClientMetrics client;
  private final String topic;
  private final Set<TopicPartition> newlyAssigned = new HashSet<>();
  private Consumer<Set<TopicPartition>> onLost = lost -> {};
  private boolean paused;

  /** When the newest record that was read of a partition came; what follows came later. */
  private final Map<TopicPartition, Instant> newestRead = new HashMap<>();

  /**
   * What was not fetched.
   *
   * @param oldest when the oldest of it came, at the earliest; empty where nothing waits, or
   *     nothing was read yet that came before it
   */
  record Unread(long requests, Optional<Instant> oldest) {}

  /**
   * @param maxRecords most records of one poll
   */
  RequestConsumer(
      KafkaSettings settings,
      String workerId,
      int maxRecords,
      RequestQueue queue,
      WorkerMetrics metrics) {
    this(
        KafkaClients.consumer(config(settings, workerId, maxRecords)),
        settings.topic(Topic.CAPTION_REQUESTS),
        queue,
        metrics);
  }

  /** With a consumer of the caller's, which is closed with this. */
  RequestConsumer(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
      String topic,
      RequestQueue queue,
      WorkerMetrics metrics) {
    this.consumer = consumer;
    this.client = metrics.of(consumer);
    this.topic = topic;
    this.queue = queue;
  }

  private static Map<String, Object> config(
      KafkaSettings settings, String workerId, int maxRecords) {
    Map<String, Object> config = new HashMap<>(settings.consumer(GROUP));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, workerId);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    return config;
  }

  /**
   * Joins the group.
   *
   * @param lost told, within a poll, which partitions belong to others now
   */
  void join(Consumer<Set<TopicPartition>> lost) {
    onLost = lost;
    consumer.subscribe(List.of(topic), new Rebalance());
  }

  /**
   * Records that were not answered before, noted in the queue.
   *
   * @throws RetriableException when the broker did not answer, or this is no member of the group
   *     any more ({@link MembershipLostException}); {@link #rewind} before going on
   */
  List<ConsumerRecord<String, byte[]>> poll(Duration timeout) {
    var polled = Membership.require(() -> consumer.poll(timeout));
    startPartitions(newlyAssigned);
    newlyAssigned.clear();
    List<ConsumerRecord<String, byte[]>> fresh = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : polled) {
      RecordSource source = RecordSource.of(record);
      if (!queue.isOurs(source.partition())) {
        // a member that was silent for too long is told so, and may be given what it had fetched
        LOG.atInfo()
            .addKeyValue("requestId", RequestCheck.logged(record.key()))
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("a record is another worker's by now");
        continue;
      }
      newestRead.put(source.partition(), Instant.ofEpochMilli(record.timestamp()));
      if (queue.startsAgain(source)) {
        LOG.atError()
            .addKeyValue("requestId", RequestCheck.logged(record.key()))
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("the log was cut off below what was committed; serving what is there");
      }
      if (queue.received(source)) {
        fresh.add(record);
      }
    }
    return fresh;
  }

  /** Stops or goes on fetching; polling keeps the membership alive either way. */
  void pause(boolean pause) {
    if (pause != paused
        && Membership.whileAssigned(
            () -> {
              if (pause) {
                consumer.pause(consumer.assignment());
              } else {
                consumer.resume(consumer.paused());
              }
            })) {
      paused = pause;
    }
  }

  /**
   * Goes back to what the group committed, on all partitions; what was read since comes again.
   *
   * @throws RetriableException as {@link #poll}
   */
  void rewind() {
    // who is no member any more learns it in a poll alone; what that reads comes again, too
    var unused = Membership.require(() -> consumer.poll(Duration.ZERO));
    Map<TopicPartition, OffsetAndMetadata> committed = startPartitions(consumer.assignment());
    newlyAssigned.clear();
    committed.forEach(
        (partition, offset) ->
            Membership.whileAssigned(
                () -> {
                  if (offset == null) {
                    consumer.seekToBeginning(Set.of(partition));
                  } else {
                    consumer.seek(partition, offset.offset());
                  }
                }));
  }

  /** Proof of membership for the transaction that commits offsets. */
  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /** What waits on this worker's partitions, as far as the last fetches tell. */
  Unread unread() {
    Map<TopicPartition, Long> lags = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      Membership.whileAssigned(
          () -> consumer.currentLag(partition).ifPresent(behind -> lags.put(partition, behind)));
    }
    return new Unread(
        lags.values().stream().mapToLong(Long::longValue).sum(),
        lags.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .flatMap(each -> Optional.ofNullable(newestRead.get(each.getKey())).stream())
            .min(Instant::compareTo));
  }

  /** Leaves the group. */
  @Override
  public void close() {
    try (client) {
      consumer.close(CloseOptions.timeout(LEAVE_WITHIN));
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> startPartitions(Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        Membership.require(() -> consumer.committed(partitions, COMMITTED_WITHIN));
    committed.forEach(
        (partition, offset) -> queue.assigned(partition, Optional.ofNullable(offset)));
    return committed;
  }

  /** Runs on the polling thread, within a poll. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      newlyAssigned.addAll(partitions);
      if (paused) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Set<TopicPartition> lost = Set.copyOf(partitions);
      newlyAssigned.removeAll(lost);
      newestRead.keySet().removeAll(lost);
      onLost.accept(lost);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      onPartitionsRevoked(partitions);
    }
  }
}

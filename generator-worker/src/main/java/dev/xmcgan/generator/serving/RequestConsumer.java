package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests as a member of the workers' group and keeps the ledger's partitions in step with
 * what the group assigns. One thread.
 */
final class RequestConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestConsumer.class);
  private static final String GROUP = "generator-workers";

  private final OffsetTracker ledger;
  private final java.util.function.Consumer<Set<TopicPartition>> onLost;
  private final KafkaConsumer<String, Decoded<CaptionRequest>> consumer;
  private final Set<TopicPartition> newlyAssigned = new HashSet<>();

  /**
   * @param maxRecords most records of one poll
   * @param onLost told, within a poll, which partitions belong to others now
   */
  RequestConsumer(
      KafkaSettings settings,
      AvroSerdes serdes,
      String workerId,
      int maxRecords,
      OffsetTracker ledger,
      java.util.function.Consumer<Set<TopicPartition>> onLost) {
    this.ledger = ledger;
    this.onLost = onLost;
    Map<String, Object> config = new HashMap<>(settings.consumer(GROUP));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, workerId);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    consumer =
        new KafkaConsumer<>(
            config, new StringDeserializer(), serdes.tolerantDeserializer(CaptionRequest.class));
    consumer.subscribe(List.of(settings.topic(Topic.CAPTION_REQUESTS)), new Rebalance());
  }

  /**
   * Records that were not answered before, noted in the ledger.
   *
   * @throws RetriableException when the broker did not answer; {@link #rewind} before going on
   */
  List<ConsumerRecord<String, Decoded<CaptionRequest>>> poll(Duration timeout) {
    ConsumerRecords<String, Decoded<CaptionRequest>> polled;
    try {
      polled = consumer.poll(timeout);
    } catch (RecordDeserializationException e) {
      if (e.getCause() instanceof RetriableException) {
        // the registry is out of reach, and the consumer has not moved: the next poll tries again
        LOG.atWarn().setCause(e).log("a request cannot be decoded now");
        polled = ConsumerRecords.empty();
      } else {
        throw e;
      }
    }
    startPartitions(newlyAssigned);
    newlyAssigned.clear();
    List<ConsumerRecord<String, Decoded<CaptionRequest>>> fresh = new ArrayList<>();
    for (ConsumerRecord<String, Decoded<CaptionRequest>> record : polled) {
      if (ledger.received(partition(record), record.offset())) {
        fresh.add(record);
      }
    }
    return fresh;
  }

  /** Stops or goes on fetching; polling keeps the membership alive either way. */
  void hold(boolean held) {
    if (held) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  /** Goes back to what the group committed, on all partitions; what was read since comes again. */
  void rewind() {
    Map<TopicPartition, OffsetAndMetadata> committed = startPartitions(consumer.assignment());
    newlyAssigned.clear();
    committed.forEach(
        (partition, offset) -> {
          if (offset == null) {
            consumer.seekToBeginning(Set.of(partition));
          } else {
            consumer.seek(partition, offset.offset());
          }
        });
  }

  /** Proof of membership for the transaction that commits offsets. */
  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /** Leaves the group. */
  @Override
  public void close() {
    consumer.close();
  }

  static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private Map<TopicPartition, OffsetAndMetadata> startPartitions(Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
    committed.forEach((partition, offset) -> ledger.start(partition, Optional.ofNullable(offset)));
    return committed;
  }

  /** Runs on the polling thread, within a poll. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      newlyAssigned.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Set<TopicPartition> lost = Set.copyOf(partitions);
      newlyAssigned.removeAll(lost);
      lost.forEach(ledger::forget);
      onLost.accept(lost);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      onPartitionsRevoked(partitions);
    }
  }
}

package dev.xmcgan.trainer.backlog;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.curation.CurationStream;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Asks Kafka how far curation is, from outside the stream: one that stands still must show, too.
 * Not thread-safe.
 */
final class BacklogReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(250);

  private final Clock clock;
  private final String topic;
  private final String group;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  BacklogReader(KafkaSettings settings, String clientId, Clock clock) {
    this.clock = clock;
    this.topic = settings.topic(Topic.IMAGE_TEXT_PAIRS);
    this.group = settings.id(CurationStream.APPLICATION_ID);
    this.admin = Admin.create(settings.admin());
    Map<String, Object> config = settings.reader(clientId);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // the broker sends one batch of each partition nevertheless
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * How far it is now.
   *
   * @throws KafkaException when Kafka does not say
   */
  CurationBacklog read() throws InterruptedException {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, PATIENCE).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> next = committed();
    ends.forEach(consumer::seek);
    long unread = 0;
    long agedOut = 0;
    Map<TopicPartition, Long> waiting = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long begin = begins.get(partition);
      long from = Math.max(begin, next.getOrDefault(partition, begin));
      agedOut += Math.max(0, begin - next.getOrDefault(partition, begin));
      unread += ends.get(partition) - from;
      if (ends.get(partition) > from) {
        waiting.put(partition, from);
      }
    }
    return new CurationBacklog(unread, oldest(waiting), retention(), agedOut);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
    admin.close(Duration.ZERO);
  }

  private Map<TopicPartition, Long> committed() throws InterruptedException {
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      offsets.forEach(
          (partition, offset) -> {
            if (offset != null && partition.topic().equals(topic)) {
              next.put(partition, offset.offset());
            }
          });
      return next;
    } catch (ExecutionException e) {
      throw new KafkaException("the offsets of " + group + " cannot be read", e.getCause());
    }
  }

  /** By the first record that waits in each partition. */
  private Duration oldest(Map<TopicPartition, Long> waiting) {
    Duration oldest = Duration.ZERO;
    Set<TopicPartition> rest = new HashSet<>(waiting.keySet());
    waiting.forEach(consumer::seek);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!rest.isEmpty() && System.nanoTime() < end) {
      consumer.pause(consumer.assignment());
      consumer.resume(rest);
      for (ConsumerRecord<?, ?> record : consumer.poll(POLL)) {
        Instant arrived = Instant.ofEpochMilli(record.timestamp());
        Duration waits = Duration.between(arrived, clock.instant());
        oldest = waits.compareTo(oldest) > 0 ? waits : oldest;
        rest.remove(new TopicPartition(record.topic(), record.partition()));
      }
    }
    return oldest;
  }

  private Optional<Duration> retention() throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      ConfigEntry entry =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get()
              .get(resource)
              .get(TopicConfig.RETENTION_MS_CONFIG);
      return Optional.of(Long.parseLong(entry.value()))
          .filter(millis -> millis > 0)
          .map(Duration::ofMillis);
    } catch (ExecutionException e) {
      throw new KafkaException("the settings of " + topic + " cannot be read", e.getCause());
    }
  }
}

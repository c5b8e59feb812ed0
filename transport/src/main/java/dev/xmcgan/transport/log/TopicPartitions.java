package dev.xmcgan.transport.log;

import dev.xmcgan.transport.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * All partitions of some topics, and where they end.
 *
 * @param topics with their prefix
 */
record TopicPartitions(Set<String> topics) {
  TopicPartitions {
    topics = Set.copyOf(topics);
  }

  /**
   * What there is now.
   *
   * @throws TimeoutException when one of the topics is not there, or Kafka is not
   */
  Set<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, Duration patience) {
    Set<TopicPartition> all = new LinkedHashSet<>();
    for (String topic : topics) {
      Collection<PartitionInfo> partitions = consumer.partitionsFor(topic, patience);
      if (partitions == null || partitions.isEmpty()) {
        throw new TimeoutException("topic " + topic + " is not there yet");
      }
      partitions.forEach(info -> all.add(new TopicPartition(topic, info.partition())));
    }
    return all;
  }

  /**
   * The offsets after all that is written, committed or not.
   *
   * @param config of a consumer for this question alone
   * @throws TimeoutException when one of the topics is not there, or Kafka is not
   */
  Map<TopicPartition, Long> writtenEnds(Map<String, Object> config, Duration patience) {
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<String, byte[]> consumer = KafkaClients.consumer(config)) {
      return consumer.endOffsets(partitions(consumer, patience), patience);
    }
  }
}

package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Into which partitions the results and failures of a request go, as producers do it by its id.
 *
 * @param topics results and failures
 * @param counts how many partitions each of them has
 */
record AnswerPartitions(List<String> topics, List<Integer> counts) {

  static final AnswerPartitions UNKNOWN = new AnswerPartitions(List.of(), List.of());

  /**
   * As the broker has them.
   *
   * @throws TimeoutException when they are not there
   */
  static AnswerPartitions of(KafkaConsumer<?, ?> consumer, KafkaSettings kafka, Duration patience) {
    List<String> topics =
        List.of(kafka.topic(Topic.IMAGE_RESULTS), kafka.topic(Topic.GENERATION_FAILURES));
    return new AnswerPartitions(
        topics, topics.stream().map(topic -> count(consumer, topic, patience)).toList());
  }

  private static int count(KafkaConsumer<?, ?> consumer, String topic, Duration patience) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic, patience);
    if (partitions == null || partitions.isEmpty()) {
      throw new TimeoutException("topic " + topic + " is not there yet");
    }
    return partitions.size();
  }

  /** The number of the partition with a request's results. */
  int results(String requestId) {
    return number(requestId, counts.get(0));
  }

  /** The partitions with its answers. */
  Set<TopicPartition> of(String requestId) {
    Set<TopicPartition> all = new HashSet<>();
    for (int topic = 0; topic < topics.size(); topic++) {
      all.add(new TopicPartition(topics.get(topic), number(requestId, counts.get(topic))));
    }
    return all;
  }

  /**
   * The partitions with the answers that come home, and of those that somebody waits for.
   *
   * @param home numbers of results' partitions; failures, which are few, are read with them if both
   *     topics are divided alike, and otherwise all
   */
  Set<TopicPartition> of(Set<Integer> home, Collection<String> waitedFor) {
    Set<TopicPartition> all =
        waitedFor.stream()
            .flatMap(id -> of(id).stream())
            .collect(Collectors.toCollection(HashSet::new));
    home.forEach(number -> all.add(new TopicPartition(topics.get(0), number)));
    boolean isAlike = counts.get(0).equals(counts.get(1));
    Predicate<Integer> isRead = number -> !isAlike || home.contains(number);
    for (int number = 0; number < counts.get(1); number++) {
      if (isRead.test(number)) {
        all.add(new TopicPartition(topics.get(1), number));
      }
    }
    return all;
  }

  private static int number(String requestId, int count) {
    return BuiltInPartitioner.partitionForKey(requestId.getBytes(StandardCharsets.UTF_8), count);
  }
}

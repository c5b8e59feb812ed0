package dev.xmcgan.gateway.requests;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds the records of one key on a topic by reading its partition from a time on. Needs no state:
 * any instance finds what any other wrote, for as long as the topic keeps it. Blocks.
 */
@Singleton
public final class TopicSearch {
  private static final Duration CALL_TIMEOUT = SearchConsumers.CALL_TIMEOUT;
  private static final Duration POLL = Duration.ofMillis(100);

  /** Of reading past the records of others. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * What is looked for.
   *
   * @param from records from before this time are not looked at
   * @param until nor are those from after this one
   * @param count how many there are at most
   * @param place in which of so many partitions the key lies
   */
  public record Wanted(
      Topic topic, String key, Instant from, Instant until, int count, IntUnaryOperator place) {

    /** Where producers put that key. */
    public Wanted(Topic topic, String key, Instant from, Instant until, int count) {
      this(
          topic,
          key,
          from,
          until,
          count,
          partitions ->
              BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
    }
  }

  /**
   * A key's newest record.
   *
   * @param record as far as was read
   * @param isSure whether the partition was read to its end: otherwise there may be a newer one
   */
  public record Newest(Optional<ConsumerRecord<String, byte[]>> record, boolean isSure) {}

  private final KafkaSettings kafka;
  private final SearchConsumers consumers;

  TopicSearch(KafkaSettings kafka, SearchConsumers consumers) {
    this.kafka = kafka;
    this.consumers = consumers;
  }

  /**
   * The key's records, in their order.
   *
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public List<ConsumerRecord<String, byte[]>> find(Wanted wanted) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    requireAll(
        wanted.topic(),
        follow(
            wanted.topic(),
            wanted.from(),
            wanted.place(),
            PATIENCE,
            record -> {
              if (record.timestamp() > wanted.until().toEpochMilli()) {
                return true;
              }
              if (wanted.key().equals(record.key())) {
                found.add(record);
              }
              return found.size() >= wanted.count();
            }));
    return found;
  }

  /**
   * The newest of the key's records, however many there are.
   *
   * @param patience after which what was found until then has to do
   * @throws KafkaException when Kafka is not there
   */
  public Newest newest(Wanted wanted, Duration patience) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>(1);
    boolean isSure =
        follow(
            wanted.topic(),
            wanted.from(),
            wanted.place(),
            patience,
            record -> {
              if (record.timestamp() > wanted.until().toEpochMilli()) {
                return true;
              }
              if (wanted.key().equals(record.key())) {
                found.clear();
                found.add(record);
              }
              return false;
            });
    return new Newest(found.stream().findFirst(), isSure);
  }

  /**
   * The newest record of a key on a topic's first partition, looked for from the end back.
   *
   * @throws KafkaException when Kafka is not there
   */
  public Newest newest(Topic topic, String key, Duration patience) {
    try {
      return new Newest(
          newest(topic, Long.MAX_VALUE, 1, patience, record -> key.equals(record.key())).stream()
              .findFirst(),
          true);
    } catch (TimeoutException tooLong) {
      return new Newest(Optional.empty(), false);
    }
  }

  /**
   * Shows the records of a topic's first partition from a time on, in their order.
   *
   * @param isEnough is shown each until it says so, or until there is none left
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public void follow(
      Topic topic, Instant from, Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    requireAll(topic, follow(topic, from, partitions -> 0, PATIENCE, isEnough));
  }

  /** Returns whether nothing was left unread that was wanted. */
  private boolean follow(
      Topic topic,
      Instant from,
      IntUnaryOperator place,
      Duration patience,
      Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    return consumers.with(
        consumer -> follow(consumer, kafka.topic(topic), from, place, patience, isEnough));
  }

  /**
   * The newest records of a topic's first partition, the newest first.
   *
   * @param before records from this offset on are not looked at
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public List<ConsumerRecord<String, byte[]>> newest(
      Topic topic, long before, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    return newest(topic, before, count, PATIENCE, wanted);
  }

  private List<ConsumerRecord<String, byte[]>> newest(
      Topic topic,
      long before,
      int count,
      Duration patience,
      Predicate<ConsumerRecord<String, byte[]>> wanted) {
    TopicPartition partition = new TopicPartition(kafka.topic(topic), 0);
    return consumers.with(
        consumer ->
            new BackwardReader(consumer, partition, patience).newest(before, count, wanted));
  }

  private static boolean follow(
      KafkaConsumer<String, byte[]> consumer,
      String topic,
      Instant from,
      IntUnaryOperator place,
      Duration patience,
      Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    int partitions = consumer.partitionsFor(topic, CALL_TIMEOUT).size();
    TopicPartition partition = new TopicPartition(topic, place.applyAsInt(partitions));
    consumer.assign(Set.of(partition));
    OffsetAndTimestamp first =
        consumer
            .offsetsForTimes(Map.of(partition, from.toEpochMilli()), CALL_TIMEOUT)
            .get(partition);
    if (first == null) {
      return true;
    }
    long end = consumer.endOffsets(Set.of(partition), CALL_TIMEOUT).get(partition);
    consumer.seek(partition, first.offset());
    long deadline = System.nanoTime() + patience.toNanos();
    while (consumer.position(partition) < end) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (isEnough.test(record)) {
          return true;
        }
      }
    }
    return true;
  }

  private static void requireAll(Topic topic, boolean isAll) {
    if (!isAll) {
      throw new TimeoutException(topic.name("") + " could not be read to its end in time");
    }
  }
}

package dev.xmcgan.gateway.requests;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Of reading past the records of others. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Offsets that are read at once on the way back; marks of transactions are among them. */
  private static final long WINDOW = 500;

  private static final int FETCH_BYTES = 4 << 20;
  private static final int FETCH_WAIT_MILLIS = 10;
  private static final int MOST_IDLE = 4;

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

  private final KafkaSettings kafka;
  private final BlockingQueue<KafkaConsumer<String, byte[]>> idle =
      new ArrayBlockingQueue<>(MOST_IDLE);

  TopicSearch(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * The key's records, in their order.
   *
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public List<ConsumerRecord<String, byte[]>> find(Wanted wanted) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    follow(
        wanted.topic(),
        wanted.from(),
        wanted.place(),
        record -> {
          if (record.timestamp() > wanted.until().toEpochMilli()) {
            return true;
          }
          if (wanted.key().equals(record.key())) {
            found.add(record);
          }
          return found.size() >= wanted.count();
        });
    return found;
  }

  /**
   * Shows the records of a topic's first partition from a time on, in their order.
   *
   * @param isEnough is shown each until it says so, or until there is none left
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public void follow(
      Topic topic, Instant from, Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    follow(topic, from, partitions -> 0, isEnough);
  }

  private void follow(
      Topic topic,
      Instant from,
      IntUnaryOperator place,
      Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    search(
        consumer -> {
          follow(consumer, kafka.topic(topic), from, place, isEnough);
          return List.of();
        });
  }

  /**
   * The newest records of a topic's first partition, the newest first.
   *
   * @param before records from this offset on are not looked at
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  public List<ConsumerRecord<String, byte[]>> newest(
      Topic topic, long before, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    return search(consumer -> newest(consumer, topic, before, count, wanted));
  }

  private List<ConsumerRecord<String, byte[]>> search(
      Function<KafkaConsumer<String, byte[]>, List<ConsumerRecord<String, byte[]>>> body) {
    KafkaConsumer<String, byte[]> consumer = idle.poll();
    if (consumer == null) {
      consumer = open();
    }
    boolean isGood = false;
    try {
      List<ConsumerRecord<String, byte[]>> found = body.apply(consumer);
      isGood = true;
      return found;
    } finally {
      if (!isGood || !idle.offer(consumer)) {
        consumer.close();
      }
    }
  }

  private static void follow(
      KafkaConsumer<String, byte[]> consumer,
      String topic,
      Instant from,
      IntUnaryOperator place,
      Predicate<ConsumerRecord<String, byte[]>> isEnough) {
    int partitions = consumer.partitionsFor(topic, CALL_TIMEOUT).size();
    TopicPartition partition = new TopicPartition(topic, place.applyAsInt(partitions));
    consumer.assign(Set.of(partition));
    OffsetAndTimestamp first =
        consumer
            .offsetsForTimes(Map.of(partition, from.toEpochMilli()), CALL_TIMEOUT)
            .get(partition);
    if (first == null) {
      return;
    }
    long end = consumer.endOffsets(Set.of(partition), CALL_TIMEOUT).get(partition);
    consumer.seek(partition, first.offset());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      requireTime(partition, deadline);
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (isEnough.test(record)) {
          return;
        }
      }
    }
  }

  private List<ConsumerRecord<String, byte[]>> newest(
      KafkaConsumer<String, byte[]> consumer,
      Topic topic,
      long before,
      int count,
      Predicate<ConsumerRecord<String, byte[]>> wanted) {
    TopicPartition partition = new TopicPartition(kafka.topic(topic), 0);
    consumer.assign(Set.of(partition));
    long begin = consumer.beginningOffsets(Set.of(partition), CALL_TIMEOUT).get(partition);
    long end =
        Math.min(before, consumer.endOffsets(Set.of(partition), CALL_TIMEOUT).get(partition));
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (found.size() < count && end > begin) {
      long from = Math.max(begin, end - WINDOW);
      List<ConsumerRecord<String, byte[]>> window =
          read(consumer, partition, from, end, wanted, deadline);
      Collections.reverse(window);
      window.stream().limit(count - found.size()).forEach(found::add);
      end = from;
    }
    return found;
  }

  private static List<ConsumerRecord<String, byte[]>> read(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      Predicate<ConsumerRecord<String, byte[]>> wanted,
      long deadline) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      requireTime(partition, deadline);
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end && wanted.test(record)) {
          records.add(record);
        }
      }
    }
    return records;
  }

  private static void requireTime(TopicPartition partition, long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw new TimeoutException(partition + " could not be read to its end in time");
    }
  }

  private KafkaConsumer<String, byte[]> open() {
    Map<String, Object> config = kafka.reader("gateway-search");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // a fetch that waits at the end of one partition holds up the next search
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    config.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(CALL_TIMEOUT.toMillis()));
    return KafkaClients.consumer(config);
  }

  @PreDestroy
  void close() {
    idle.forEach(KafkaConsumer::close);
  }
}

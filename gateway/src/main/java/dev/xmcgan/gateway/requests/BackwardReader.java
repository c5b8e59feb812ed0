package dev.xmcgan.gateway.requests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a partition from its end back, window by window. */
final class BackwardReader {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Offsets that are read at once; marks of transactions are among them. */
  private static final long WINDOW = 500;

  private final KafkaConsumer<String, byte[]> consumer;
  private final TopicPartition partition;
  private final long deadline;

  BackwardReader(
      KafkaConsumer<String, byte[]> consumer, TopicPartition partition, Duration patience) {
    this.consumer = consumer;
    this.partition = partition;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /**
   * The newest records, the newest first.
   *
   * @param before records from this offset on are not looked at
   * @throws TimeoutException when so many are not found in time
   */
  List<ConsumerRecord<String, byte[]>> newest(
      long before, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    Duration timeout = SearchConsumers.CALL_TIMEOUT;
    consumer.assign(Set.of(partition));
    long begin = consumer.beginningOffsets(Set.of(partition), timeout).get(partition);
    long end = Math.min(before, consumer.endOffsets(Set.of(partition), timeout).get(partition));
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    while (found.size() < count && end > begin) {
      long from = Math.max(begin, end - WINDOW);
      List<ConsumerRecord<String, byte[]>> window = read(from, end, wanted);
      Collections.reverse(window);
      window.stream().limit(count - found.size()).forEach(found::add);
      end = from;
    }
    return found;
  }

  private List<ConsumerRecord<String, byte[]>> read(
      long from, long end, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(partition + " could not be read back in time");
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end && wanted.test(record)) {
          records.add(record);
        }
      }
    }
    return records;
  }
}

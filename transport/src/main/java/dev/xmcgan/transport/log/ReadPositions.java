package dev.xmcgan.transport.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a {@link TopicLog} has read each partition. It survives the consumer: a new one goes on
 * where the last one was, so that no record is passed over or received twice. One thread reads and
 * moves the positions; any thread may wait for them.
 */
final class ReadPositions {
  /** A backlog that begins with the first record. */
  static final long ALL = Long.MAX_VALUE;

  private final long backlog;

  /** What is read next; the reading thread's own. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /** Where the partitions ended at the first contact; the reading thread's own. */
  private Map<TopicPartition, Long> firstEnds = Map.of();

  /** {@link #next} as of the last batch that the receiver is done with. */
  private Map<TopicPartition, Long> received = Map.of();

  private volatile boolean fixed;
  private boolean closed;

  /**
   * Nothing read yet.
   *
   * @param backlog records before the end of each partition to begin with, or {@link #ALL}
   */
  ReadPositions(long backlog) {
    this.backlog = backlog;
  }

  /** Whether there was a first contact: every record written from then on will be received. */
  boolean areFixed() {
    return fixed;
  }

  /**
   * Positions a consumer in what is assigned to it. Partitions that were not there at the first
   * contact are read from their beginning.
   */
  void seek(KafkaConsumer<String, byte[]> consumer, Duration patience) {
    Set<TopicPartition> all = consumer.assignment();
    Set<TopicPartition> added = new LinkedHashSet<>(all);
    added.removeAll(next.keySet());
    next.putAll(consumer.beginningOffsets(added, patience));
    if (!fixed) {
      firstEnds = consumer.endOffsets(all, patience);
      if (backlog != ALL) {
        firstEnds.forEach((partition, end) -> next.merge(partition, end - backlog, Math::max));
      }
    }
    all.forEach(partition -> consumer.seek(partition, next.get(partition)));
    synchronized (this) {
      fixed = true;
      notifyAll();
    }
  }

  /**
   * Waits for the first contact.
   *
   * @param deadline of {@link System#nanoTime}
   * @return false when it is past, or the reader closed
   */
  synchronized boolean awaitFixed(long deadline) throws InterruptedException {
    while (!fixed) {
      if (!awaitNews(deadline)) {
        return false;
      }
    }
    return true;
  }

  /** A record is through. */
  void passed(ConsumerRecord<?, ?> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** Everything polled is through, also what is no record: the marks of transactions. */
  void passed(KafkaConsumer<?, ?> consumer) {
    consumer.assignment().forEach(partition -> next.put(partition, consumer.position(partition)));
  }

  /** Whether everything is through that was there at the first contact. */
  boolean areAtFirstEnds() {
    return reached(next, firstEnds);
  }

  /** The receiver is done with all that is through; wakes who waits for it. */
  synchronized void received() {
    received = Map.copyOf(next);
    notifyAll();
  }

  /** What the receiver gets next of each partition. */
  synchronized Map<TopicPartition, Long> all() {
    return received;
  }

  /**
   * Waits until the receiver is done with everything before some offsets.
   *
   * @param deadline of {@link System#nanoTime}
   * @return false when it is past, or the reader closed
   */
  synchronized boolean awaitReceived(Map<TopicPartition, Long> ends, long deadline)
      throws InterruptedException {
    while (!reached(received, ends)) {
      if (!awaitNews(deadline)) {
        return false;
      }
    }
    return true;
  }

  /** Returns false when there will be none. */
  private synchronized boolean awaitNews(long deadline) throws InterruptedException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (millis <= 0 || closed) {
      return false;
    }
    wait(millis);
    return true;
  }

  /** Lets go who waits. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private static boolean reached(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }
}

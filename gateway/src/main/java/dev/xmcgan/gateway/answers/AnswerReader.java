package dev.xmcgan.gateway.answers;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.ConsumerLoop;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the answers that come home ({@link HomePartitions}), and those of any other partition for
 * as long as somebody here waits for one of it. A partition that moves to another instance is read
 * on here until nobody waits for its answers any more; positions are kept through whatever happens
 * to the broker, so that no answer is passed over.
 */
@Singleton
public final class AnswerReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** For answers to be made of the images that came; then those that wait for more are let in. */
  private static final Duration ROOM_WITHIN = Duration.ofSeconds(1);

  private static final Duration ROOM_LOOK = Duration.ofMillis(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PARTITIONS_CHECK = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final HomePartitions home;
  private final WaitingRequests waiting;
  private final AnswerDispatcher answers;
  private final ConsumerLoop loop;

  /** What is read next; the reading thread's own. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private volatile AnswerPartitions partitions = AnswerPartitions.UNKNOWN;

  /** The partitions whose positions are fixed. */
  private Set<TopicPartition> positioned = Set.of();

  private boolean closed;

  AnswerReader(
      KafkaSettings kafka, HomePartitions home, WaitingRequests waiting, AnswerDispatcher answers) {
    this.kafka = kafka;
    this.home = home;
    this.waiting = waiting;
    this.answers = answers;
    this.loop =
        ConsumerLoop.alone("gateway-answers", () -> kafka.reader("gateway-answers"), this::read);
  }

  /** Begins to read; returns at once. */
  public void start() {
    loop.start();
  }

  /** Whether Kafka was reached, and what comes home from now on cannot be missed. */
  public boolean isPositioned() {
    return partitions != AnswerPartitions.UNKNOWN;
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  /** Whether the answers of a request of that id come home; any do while nothing is agreed. */
  public boolean comesHome(String requestId) {
    Set<Integer> numbers = home.numbers();
    return !isPositioned() || numbers.isEmpty() || numbers.contains(partitions.results(requestId));
  }

  /**
   * Waits until no answer of a request that comes from now on can be missed. Somebody must wait for
   * it already. Returns at once for what comes home.
   *
   * @return whether that happened in time
   */
  public boolean awaitPositioned(String requestId, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (!isPositioned() || !positioned.containsAll(partitions.of(requestId))) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || closed) {
          return false;
        }
        try {
          wait(millis);
        } catch (InterruptedException hurried) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    long nextCheck = System.nanoTime();
    while (loop.goesOn()) {
      if (System.nanoTime() - nextCheck >= 0) {
        AnswerPartitions found = AnswerPartitions.of(consumer, kafka, CALL_TIMEOUT);
        follow(consumer, found);
        partitions = found;
        nextCheck = System.nanoTime() + PARTITIONS_CHECK.toNanos();
      }
      follow(consumer, partitions);
      if (consumer.assignment().isEmpty()) {
        loop.pause(POLL);
        continue;
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        awaitRoom();
        answers.receive(record);
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
    }
  }

  private void awaitRoom() {
    long deadline = System.nanoTime() + ROOM_WITHIN.toNanos();
    while (waiting.isHalfFull() && System.nanoTime() < deadline && !loop.isClosed()) {
      loop.pause(ROOM_LOOK);
    }
  }

  /** Reads what is to be read now, what is new of it from its end on. */
  private void follow(KafkaConsumer<String, byte[]> consumer, AnswerPartitions all) {
    Set<TopicPartition> wanted = all.of(home.numbers(), waiting.ids());
    if (wanted.equals(consumer.assignment()) && wanted.equals(next.keySet())) {
      return;
    }
    Set<TopicPartition> added = new HashSet<>(wanted);
    added.removeAll(next.keySet());
    Set<TopicPartition> fresh = new HashSet<>(wanted);
    fresh.removeAll(consumer.assignment());
    Map<TopicPartition, Long> ends = consumer.endOffsets(added, CALL_TIMEOUT);
    next.keySet().retainAll(wanted);
    next.putAll(ends);
    consumer.assign(wanted);
    fresh.forEach(partition -> consumer.seek(partition, next.get(partition)));
    synchronized (this) {
      positioned = Set.copyOf(wanted);
      notifyAll();
    }
    answers.readFrom(this::comesHome);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    loop.close();
  }
}

package dev.xmcgan.transport.log;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of some topics on a daemon thread, outside any group: committed records
 * only, every one of them, in the order of their partition. Values stay bytes, so that the receiver
 * decides what is worth decoding.
 *
 * <ul>
 *   <li>A topic that is not there yet, a broker that restarts: waited out; positions are kept, so
 *       that no record is passed over or received twice.
 *   <li>A partition added later is read from its beginning.
 *   <li>A receiver that throws a {@link RetriableException} (the registry is away) gets the same
 *       record again; after any other exception the record is logged and passed over.
 * </ul>
 */
public final class TopicLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PARTITIONS_CHECK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration WAKE_UP_PATIENCE = Duration.ofMillis(1_000);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final long ALL = Long.MAX_VALUE;

  private final String name;
  private final KafkaSettings settings;
  private final Set<String> topics;
  private final long backlog;
  private final Receiver receiver;
  private final Thread thread;
  private final CountDownLatch positioned = new CountDownLatch(1);
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** What is read next; the reading thread's own. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /** Where the partitions ended at the first contact; the reading thread's own. */
  private Map<TopicPartition, Long> firstEnds = Map.of();

  /** {@link #next} as of the last batch that the receiver is done with. */
  private Map<TopicPartition, Long> received = Map.of();

  private volatile KafkaConsumer<String, byte[]> current;

  /** Gets the records, on the reading thread. */
  @FunctionalInterface
  public interface Receiver {
    /** One record. */
    void accept(ConsumerRecord<String, byte[]> record);

    /**
     * All records of a batch are through.
     *
     * @param caughtUp what {@link TopicLog#isCaughtUp} says as soon as this returns
     */
    default void batchDone(boolean caughtUp) {}
  }

  private TopicLog(
      String name, KafkaSettings settings, Set<String> topics, long backlog, Receiver receiver) {
    this.name = name;
    this.settings = settings;
    this.topics = Set.copyOf(topics);
    this.backlog = backlog;
    this.receiver = receiver;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Reads everything that is there, then what comes. Starts nothing yet.
   *
   * @param name of the thread and of the Kafka client
   * @param topics with their prefix
   */
  public static TopicLog fromBeginning(
      String name, KafkaSettings settings, Set<String> topics, Receiver receiver) {
    return new TopicLog(name, settings, topics, ALL, receiver);
  }

  /**
   * Reads what comes after the first contact and a little before. Starts nothing yet.
   *
   * @param backlog records before the end of each partition to begin with; 0 = only what comes
   */
  public static TopicLog fromEnd(
      String name, KafkaSettings settings, Set<String> topics, long backlog, Receiver receiver) {
    return new TopicLog(name, settings, topics, backlog, receiver);
  }

  /** Begins to read; returns at once, whether Kafka is there or not. */
  public void start() {
    thread.start();
  }

  /** Whether all positions are fixed: every record written from now on will be received. */
  public boolean isPositioned() {
    return positioned.getCount() == 0;
  }

  /** Whether everything was received that was committed at the first contact. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /**
   * Waits for {@link #isCaughtUp}.
   *
   * @return whether that happened in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until everything has been received that is on the topics now. Transactions that are still
   * open count: a commit returns to its writer before its marks stand in the partitions, and until
   * then readers of committed records do not see it.
   *
   * @return whether that happened in time
   */
  public boolean readToEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<TopicPartition, Long> ends;
    try {
      ends = writtenEnds(patience);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptException e) {
      Thread.interrupted(); // Kafka's client sets it again; the exception says the same
      throw new InterruptedException(e.getMessage());
    }
    synchronized (this) {
      while (!reached(received, ends)) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0 || isClosed()) {
          return false;
        }
        wait(millis);
      }
      return true;
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    synchronized (this) {
      notifyAll();
    }
    KafkaConsumer<String, byte[]> reading = current;
    if (reading != null) {
      reading.wakeup();
    }
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(WAKE_UP_PATIENCE.toMillis());
      // the receiver may be waiting, for the registry for example
      thread.interrupt();
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosed()) {
      KafkaConsumer<String, byte[]> consumer = consumer(settings.reader(name));
      try {
        current = consumer;
        read(consumer);
      } catch (InterruptException | WakeupException e) {
        LOG.debug("Reader {} was interrupted", name);
      } catch (KafkaException | IllegalStateException e) {
        if (!isClosed()) {
          LOG.warn("Reader {} begins again after: {}", name, e.toString());
          pause();
        }
      } finally {
        current = null;
        // a fetch that waits at the end of the log would be waited for
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    long nextCheck = System.nanoTime();
    while (!isClosed()) {
      if (System.nanoTime() - nextCheck >= 0) {
        assignAll(consumer);
        nextCheck = System.nanoTime() + PARTITIONS_CHECK.toNanos();
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (!receive(record)) {
          return;
        }
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
      // also past what is no record: the marks of transactions
      consumer.assignment().forEach(partition -> next.put(partition, consumer.position(partition)));
      batchDone();
    }
  }

  private void batchDone() {
    boolean all = isCaughtUp() || reached(next, firstEnds);
    receiver.batchDone(all);
    if (all) {
      caughtUp.countDown();
    }
    synchronized (this) {
      received = Map.copyOf(next);
      notifyAll();
    }
  }

  /** Takes over partitions not read yet; after the first contact from their beginning. */
  private void assignAll(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = partitions(consumer, CALL_TIMEOUT);
    if (all.equals(consumer.assignment())) {
      return;
    }
    consumer.assign(all);
    Set<TopicPartition> added = new LinkedHashSet<>(all);
    added.removeAll(next.keySet());
    next.putAll(consumer.beginningOffsets(added, CALL_TIMEOUT));
    if (!isPositioned()) {
      firstEnds = consumer.endOffsets(all, CALL_TIMEOUT);
      if (backlog != ALL) {
        firstEnds.forEach((partition, end) -> next.merge(partition, end - backlog, Math::max));
      }
    }
    all.forEach(partition -> consumer.seek(partition, next.get(partition)));
    if (!isPositioned()) {
      LOG.info("Reader {} is positioned in {} partitions", name, all.size());
      positioned.countDown();
    }
  }

  /** Returns false when it was closed before the receiver could take the record. */
  private boolean receive(ConsumerRecord<String, byte[]> record) {
    while (!isClosed()) {
      try {
        receiver.accept(record);
        return true;
      } catch (InterruptException e) {
        throw e;
      } catch (RetriableException e) {
        LOG.warn("Reader {} waits: {}", name, e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error(
            "Passed over a record at {}-{}@{}",
            record.topic(),
            record.partition(),
            record.offset(),
            e);
        return true;
      }
    }
    return false;
  }

  private Map<TopicPartition, Long> writtenEnds(Duration patience) {
    Map<String, Object> config = settings.reader(name + "-end");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<String, byte[]> consumer = consumer(config)) {
      return consumer.endOffsets(partitions(consumer, patience), patience);
    }
  }

  private Set<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, Duration patience) {
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

  private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static boolean reached(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  private boolean isClosed() {
    return stopped.getCount() == 0;
  }

  private void pause() {
    try {
      if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("Reader {} stops", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

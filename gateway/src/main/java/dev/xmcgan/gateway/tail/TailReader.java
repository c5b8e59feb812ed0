package dev.xmcgan.gateway.tail;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads all partitions of some topics, committed records only, from a given distance before their
 * ends at the first contact. No consumer group: each instance sees every record. Values stay bytes,
 * so that the receiver decides by the key what is worth decoding.
 *
 * <p>After that first contact no record is passed over: positions are kept through failures of the
 * consumer, and a partition added later is read from its beginning.
 */
public final class TailReader implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TailReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PARTITIONS_CHECK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Map<String, Object> properties;
  private final Set<String> topics;
  private final long backlog;
  private final Consumer<ConsumerRecord<String, byte[]>> receiver;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final CountDownLatch positioned = new CountDownLatch(1);
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile KafkaConsumer<String, byte[]> consumer;

  /**
   * Starts nothing yet.
   *
   * @param backlog records before the end of each partition to begin with; 0 = only what comes
   * @param receiver called by one thread, one record at a time; what it throws is logged, and tried
   *     again when it is retriable
   */
  public TailReader(
      String name,
      KafkaSettings kafka,
      Set<String> topics,
      long backlog,
      Consumer<ConsumerRecord<String, byte[]>> receiver) {
    this.name = name;
    this.properties = kafka.reader(name);
    this.topics = Set.copyOf(topics);
    this.backlog = backlog;
    this.receiver = receiver;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Begins to read; returns at once, whether Kafka is there or not. */
  public void start() {
    thread.start();
  }

  /** Whether all positions are fixed: every record written from now on will be received. */
  public boolean isPositioned() {
    return positioned.getCount() == 0;
  }

  /** The topics this reads. */
  public Set<String> topics() {
    return topics;
  }

  @Override
  public void close() {
    stopped.countDown();
    KafkaConsumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup(); // an interrupt would spoil the consumer's own closing
    }
    try {
      thread.join(STOP_TIMEOUT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isStopped()) {
      try (KafkaConsumer<String, byte[]> opened =
          new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
        consumer = opened;
        read(opened);
      } catch (WakeupException | InterruptException stopping) {
        LOG.debugf("Reader was woken; reader=%s", name);
      } catch (KafkaException | IllegalStateException failure) {
        LOG.warnf(
            "Reader failed and begins again; reader=%s reason=%s", name, failure.getMessage());
        pause();
      }
    }
  }

  private void read(KafkaConsumer<String, byte[]> opened) {
    long nextCheck = System.nanoTime();
    while (!isStopped()) {
      if (System.nanoTime() - nextCheck >= 0) {
        assignAll(opened);
        nextCheck = System.nanoTime() + PARTITIONS_CHECK.toNanos();
      }
      ConsumerRecords<String, byte[]> records = opened.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        receive(record);
        positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
    }
  }

  /**
   * Takes over partitions not read yet; the first time from their ends, later from the beginning.
   */
  private void assignAll(KafkaConsumer<String, byte[]> opened) {
    Set<TopicPartition> all = new LinkedHashSet<>();
    for (String topic : topics) {
      List<PartitionInfo> partitions = opened.partitionsFor(topic, CALL_TIMEOUT);
      if (partitions == null || partitions.isEmpty()) {
        throw new IllegalStateException("topic " + topic + " does not exist yet");
      }
      partitions.forEach(info -> all.add(new TopicPartition(topic, info.partition())));
    }
    if (all.equals(opened.assignment())) {
      return;
    }
    opened.assign(all);
    positions.putAll(isPositioned() ? beginnings(opened, all) : ends(opened, all));
    all.forEach(partition -> opened.seek(partition, positions.get(partition)));
    if (!isPositioned()) {
      LOG.infof("Reader is positioned; reader=%s partitions=%d", name, all.size());
      positioned.countDown();
    }
  }

  private Map<TopicPartition, Long> ends(
      KafkaConsumer<String, byte[]> opened, Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> first = opened.beginningOffsets(partitions, CALL_TIMEOUT);
    return opened.endOffsets(partitions, CALL_TIMEOUT).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                end -> Math.max(first.get(end.getKey()), end.getValue() - backlog)));
  }

  private Map<TopicPartition, Long> beginnings(
      KafkaConsumer<String, byte[]> opened, Set<TopicPartition> partitions) {
    Set<TopicPartition> added =
        partitions.stream()
            .filter(partition -> !positions.containsKey(partition))
            .collect(Collectors.toSet());
    return opened.beginningOffsets(added, CALL_TIMEOUT);
  }

  /**
   * A failure that may pass (the schema registry is away) holds the reader up, nothing is skipped.
   */
  private void receive(ConsumerRecord<String, byte[]> record) {
    while (!isStopped()) {
      try {
        receiver.accept(record);
        return;
      } catch (RetriableException passing) {
        LOG.warnf("Reader waits; reader=%s reason=%s", name, passing.getMessage());
        pause();
      } catch (RuntimeException failure) {
        LOG.errorf(
            failure,
            "Record passed over; topic=%s partition=%d offset=%d",
            record.topic(),
            record.partition(),
            record.offset());
        return;
      }
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void pause() {
    try {
      if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debugf("Reader stops; reader=%s", name);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}

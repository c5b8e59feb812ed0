package dev.xmcgan.transport.log;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that reads all partitions of a topic from their start and goes on for ever. After
 * a failure it opens a new consumer where the old one stopped.
 */
final class TopicLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration WAKE_UP_PATIENCE = Duration.ofMillis(1_000);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final String topic;
  private final Consumer<ConsumerRecords<String, byte[]>> onRecords;
  private final Runnable onCaughtUp;
  private final Thread thread;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private boolean caughtUp;
  private volatile boolean closed;
  private volatile KafkaConsumer<String, byte[]> current;

  TopicLog(
      KafkaSettings settings,
      Topic topic,
      Consumer<ConsumerRecords<String, byte[]>> onRecords,
      Runnable onCaughtUp) {
    this.settings = settings;
    this.topic = settings.topic(topic);
    this.onRecords = onRecords;
    this.onCaughtUp = onCaughtUp;
    this.thread = new Thread(this::run, "latest-" + this.topic);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    KafkaConsumer<String, byte[]> reading = current;
    if (reading != null) {
      reading.wakeup();
    }
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(WAKE_UP_PATIENCE.toMillis());
      // it may also be waiting for the registry or before its next attempt
      thread.interrupt();
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        read();
      } catch (InterruptException | WakeupException e) {
        LOG.debug("Reader of {} interrupted", topic);
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("Reading {} again after: {}", topic, e.toString());
          pause();
        }
      }
    }
  }

  private void read() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            settings.reader("latest-" + topic),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    current = consumer;
    try {
      follow(consumer);
    } finally {
      current = null;
      // a fetch that waits at the end of the log would be waited for
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    next.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = caughtUp ? Map.of() : consumer.endOffsets(partitions);
    while (!closed) {
      if (!caughtUp && ends.entrySet().stream().allMatch(end -> reached(consumer, end))) {
        caughtUp = true;
        onCaughtUp.run();
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      onRecords.accept(records);
      partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
    }
  }

  private static boolean reached(
      KafkaConsumer<String, byte[]> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) >= end.getValue();
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " is not there yet");
    }
    return partitions;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

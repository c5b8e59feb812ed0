package dev.xmcgan.testsupport;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Writes records and reads topics from their start, read-committed, outside any group. */
public final class Records implements AutoCloseable {

  /** How long a test waits for what it expects. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a transaction that was committed may take to show. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  /** Whoever is closed waits for the fetch that waits at the end of the log. */
  private static final int LONGEST_FETCH_MILLIS = 20;

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private KafkaProducer<String, byte[]> producer;

  public Records(KafkaSettings settings) {
    this.settings = settings;
    this.serdes = new AvroSerdes(settings);
  }

  /** Writes one record and waits for the broker. */
  public RecordMetadata send(Topic topic, String key, SpecificRecord value) {
    return send(new ProducerRecord<>(settings.topic(topic), key, serdes.encode(topic, value)));
  }

  /** Writes raw bytes, whatever they are; null is a tombstone. */
  public RecordMetadata sendRaw(Topic topic, String key, byte[] value) {
    return send(new ProducerRecord<>(settings.topic(topic), key, value));
  }

  /** Writes one record and waits for the broker. */
  public synchronized RecordMetadata send(ProducerRecord<String, byte[]> record) {
    if (producer == null) {
      producer = KafkaClients.producer(settings.producer("test"));
    }
    try {
      return producer.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("could not write to " + record.topic(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The first {@code count} records of the topic; fails when there are fewer in time. */
  public <T extends SpecificRecord> List<ConsumerRecord<String, T>> read(
      Topic topic, Class<T> type, int count) {
    return readUntil(topic, serdes.deserializer(type), records -> records.size() >= count);
  }

  /** The first {@code count} records of the topic as raw bytes. */
  public List<ConsumerRecord<String, byte[]>> readRaw(Topic topic, int count) {
    return readUntil(topic, new ByteArrayDeserializer(), records -> records.size() >= count);
  }

  /** Everything committed on the topic by now. */
  public <T extends SpecificRecord> List<ConsumerRecord<String, T>> readAll(
      Topic topic, Class<T> type) {
    return readToEnd(topic, serdes.deserializer(type));
  }

  /** Everything committed on the topic by now, as raw bytes. */
  public List<ConsumerRecord<String, byte[]>> readAllRaw(Topic topic) {
    return readToEnd(topic, new ByteArrayDeserializer());
  }

  /** Reads from the start until the condition holds; fails when it does not in time. */
  public <T> List<ConsumerRecord<String, T>> readUntil(
      Topic topic,
      Deserializer<T> deserializer,
      Predicate<List<ConsumerRecord<String, T>>> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<ConsumerRecord<String, T>> records = new ArrayList<>();
    try (KafkaConsumer<String, T> consumer = consumer(topic, deserializer)) {
      while (!condition.test(records)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "only %d records on %s within %d s, and not the expected ones"
                  .formatted(records.size(), settings.topic(topic), PATIENCE.toSeconds()));
        }
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private <T> List<ConsumerRecord<String, T>> readToEnd(Topic topic, Deserializer<T> deserializer) {
    List<ConsumerRecord<String, T>> records = new ArrayList<>();
    try (KafkaConsumer<String, T> consumer = consumer(topic, deserializer)) {
      // a commit returns before its marks stand in the partitions; until then nothing shows it
      Map<TopicPartition, Long> written = written(consumer.assignment());
      long settled = System.nanoTime() + SETTLING.toNanos();
      while (isBehind(consumer, written) && System.nanoTime() < settled) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      // whoever is in the middle of a transaction now is not waited for
      Map<TopicPartition, Long> committed = consumer.endOffsets(consumer.assignment());
      while (isBehind(consumer, committed)) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static boolean isBehind(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  /** Where the partitions end, transactions that are not finished counted. */
  private Map<TopicPartition, Long> written(Set<TopicPartition> partitions) {
    Map<String, Object> config = settings.reader("test-ends");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  private <T> KafkaConsumer<String, T> consumer(Topic topic, Deserializer<T> deserializer) {
    Map<String, Object> config = settings.reader("test-reader");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MILLIS);
    KafkaConsumer<String, T> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), deserializer);
    List<TopicPartition> partitions =
        consumer.partitionsFor(settings.topic(topic)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }
}

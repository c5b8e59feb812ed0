package dev.xmcgan.transport.log;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest value of each key of a topic, kept up to date by a background thread that reads all
 * partitions from their start, outside any group. A record without value removes its key; a record
 * that is no {@code T} is logged and skipped. Broker restarts are waited out.
 *
 * <p>Reading is cheap on compacted topics; it is not meant for topics that grow.
 */
public final class CompactedTopic<T extends SpecificRecord> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);

  private final Topic topic;
  private final Class<T> type;
  private final AvroSerdes serdes;
  private final TopicLog reader;
  private final Map<String, T> latest = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, T>> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch caughtUp = new CountDownLatch(1);

  /** Keys that changed since listeners were last told; the reading thread's own. */
  private final Set<String> changed = new LinkedHashSet<>();

  public CompactedTopic(KafkaSettings settings, Topic topic, Class<T> type) {
    this(settings, topic, type, new AvroSerdes(settings));
  }

  /**
   * @param serdes shared with the rest of the process, so that schemas are fetched once
   */
  public CompactedTopic(KafkaSettings settings, Topic topic, Class<T> type, AvroSerdes serdes) {
    this.topic = topic;
    this.type = type;
    this.serdes = serdes;
    this.reader = new TopicLog(settings, topic, this::apply, this::caughtUp);
  }

  /** Starts the reading thread. */
  public void start() {
    reader.start();
  }

  /**
   * Waits until everything is read that was there at the start.
   *
   * @return whether that happened in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether everything is read that was there at the start. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** The newest value of that key read so far. */
  public Optional<T> get(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** The newest value of each key read so far. */
  public Map<String, T> all() {
    return Map.copyOf(latest);
  }

  /**
   * Calls back on the reading thread: for each key with its newest value once all that was there is
   * read, then for each change; several changes of a key read together count as one. Removals are
   * not reported. A listener added later hears of later changes only. It should be quick, and its
   * exceptions are logged.
   */
  public void onChange(BiConsumer<String, T> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    reader.close();
  }

  private void apply(ConsumerRecords<String, byte[]> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.key() == null) {
        LOG.warn("Skipped a record without key at {}", position(record));
      } else if (record.value() == null) {
        latest.remove(record.key());
        changed.remove(record.key());
      } else {
        put(record);
      }
    }
    if (isCaughtUp()) {
      tellListeners();
    }
  }

  private void put(ConsumerRecord<String, byte[]> record) {
    Decoded<T> decoded = decode(record);
    if (decoded instanceof Decoded.Value<T> value) {
      latest.put(record.key(), value.value());
      changed.add(record.key());
    } else if (decoded instanceof Decoded.Undecodable<T> undecodable) {
      LOG.warn("Skipped a record at {}: {}", position(record), undecodable.reason());
    }
  }

  /** Without the registry nothing can be said about a record; so wait. */
  private Decoded<T> decode(ConsumerRecord<String, byte[]> record) {
    while (true) {
      try {
        return serdes.decode(topic, type, record.value());
      } catch (RegistryUnavailableException e) {
        if (reader.isClosed()) {
          throw e;
        }
      }
    }
  }

  private void caughtUp() {
    caughtUp.countDown();
    tellListeners();
  }

  private void tellListeners() {
    for (String key : changed) {
      T value = latest.get(key);
      for (BiConsumer<String, T> listener : listeners) {
        try {
          listener.accept(key, value);
        } catch (RuntimeException e) {
          LOG.error("A listener of {} failed on {}", topic.name(""), key, e);
        }
      }
    }
    changed.clear();
  }

  private static String position(ConsumerRecord<?, ?> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }
}

package dev.xmcgan.transport.log;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest value of each key of a topic, kept up to date by a {@link TopicLog}. A record without
 * value removes its key; a record that is no {@code T} is logged and skipped. Broker restarts and
 * an unreachable registry are waited out.
 *
 * <p>Every batch of records makes a new immutable map. That is cheap on compacted topics; it is not
 * meant for topics that grow.
 */
public final class CompactedTopic<T extends SpecificRecord> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopic.class);

  private final Topic topic;
  private final Class<T> type;
  private final AvroSerdes serdes;
  private final TopicLog log;
  private final List<BiConsumer<String, T>> listeners = new CopyOnWriteArrayList<>();

  /** What was read so far; the reading thread's own. */
  private final Map<String, T> newest = new HashMap<>();

  /** Keys that changed since listeners were last told; the reading thread's own. */
  private final Set<String> changed = new LinkedHashSet<>();

  private volatile Map<String, T> latest = Map.of();

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
    String name = settings.topic(topic);
    this.log = TopicLog.fromBeginning("latest-" + name, settings, Set.of(name), new Applying());
  }

  /** Starts the reading thread. */
  public void start() {
    log.start();
  }

  /**
   * Waits until everything is read that was there at the start.
   *
   * @return whether that happened in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return log.awaitCaughtUp(patience);
  }

  /** Whether the thread that reads is neither dead nor stuck, as {@link TopicLog#isAlive} says. */
  public boolean isAlive() {
    return log.isAlive();
  }

  /** Whether everything is read that was there at the start. */
  public boolean isCaughtUp() {
    return log.isCaughtUp();
  }

  /**
   * Waits until everything is read that is on the topic now, as {@link TopicLog#readToEnd} says.
   *
   * @return whether that happened in time
   */
  public boolean readToEnd(Duration patience) throws InterruptedException {
    return log.readToEnd(patience);
  }

  /** The newest value of that key read so far. */
  public Optional<T> get(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** The newest value of each key read so far; immutable. */
  public Map<String, T> all() {
    return latest;
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
    log.close();
  }

  private void tellListeners() {
    for (String key : changed) {
      T value = latest.get(key);
      for (BiConsumer<String, T> listener : listeners) {
        try {
          listener.accept(key, value);
        } catch (RuntimeException e) {
          LOG.atError()
              .setCause(e)
              .addKeyValue("topic", topic.name(""))
              .addKeyValue("key", key)
              .log("a listener failed on a record");
        }
      }
    }
    changed.clear();
  }

  /** What the reading thread does. */
  private final class Applying implements TopicLog.Receiver {
    private boolean dirty;

    @Override
    public void accept(ConsumerRecord<String, byte[]> record) {
      if (record.key() == null) {
        LOG.atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("skipped a record without key");
      } else if (record.value() == null) {
        newest.remove(record.key());
        changed.remove(record.key());
        dirty = true;
      } else {
        put(record);
      }
    }

    private void put(ConsumerRecord<String, byte[]> record) {
      Decoded<T> decoded = serdes.decode(topic, type, record.value());
      if (decoded instanceof Decoded.Value<T> value) {
        newest.put(record.key(), value.value());
        changed.add(record.key());
        dirty = true;
      } else if (decoded instanceof Decoded.Undecodable<T> undecodable) {
        LOG.atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .addKeyValue("reason", undecodable.reason())
            .log("skipped a record that cannot be decoded");
      } else {
        throw new IllegalStateException("no such outcome: " + decoded);
      }
    }

    @Override
    public void batchDone(boolean caughtUp) {
      if (dirty) {
        latest = Map.copyOf(newest);
        dirty = false;
      }
      if (caughtUp) {
        tellListeners();
      }
    }
  }
}

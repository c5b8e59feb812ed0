package dev.xmcgan.transport.serde;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializers and deserializers of our records: Avro in the Confluent framing (a zero byte, the
 * schema's id in four bytes, the body), schemas under {@code <topic>-value} in the registry.
 *
 * <p><b>All of them may block</b>: the first record of a kind asks the registry, and waits for it
 * when it is down. Never call them on an event loop; {@link #warmUp} takes the first call ahead of
 * time. When the registry stays away for longer than the patience, they throw {@link
 * RegistryUnavailableException}, which is retriable: a record is never called undecodable because
 * the registry was out of reach. Within {@code poll()} that exception arrives as the cause of
 * Kafka's {@code RecordDeserializationException}; the consumer has not moved, so poll again.
 *
 * <p>Thread-safe, and so is everything it hands out; one per process is enough.
 */
public final class AvroSerdes {

  /** How long a call waits for a registry that does not answer. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  static {
    DecodingLimits.apply();
  }

  private final KafkaSettings settings;
  private final RegistryConnection registry;
  private final Map<Class<?>, RecordCodec<?>> codecs = new ConcurrentHashMap<>();

  public AvroSerdes(KafkaSettings settings) {
    this(settings, DEFAULT_PATIENCE);
  }

  /**
   * @param patience how long a call waits for a registry that does not answer
   */
  public AvroSerdes(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.registry = new RegistryConnection(settings, patience);
  }

  /** Writes records of that class; registers its schema under the topic when it is not there. */
  public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
    RecordCodec<T> codec = codec(type);
    return codec::encode;
  }

  /** Reads records of that class; throws {@code SerializationException} for anything else. */
  public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
    RecordCodec<T> codec = codec(type);
    return codec::decodeOrThrow;
  }

  /**
   * Reads records of that class and never throws for bytes that are none; throws {@link
   * RegistryUnavailableException} only.
   */
  public <T extends SpecificRecord> Deserializer<Decoded<T>> tolerantDeserializer(Class<T> type) {
    RecordCodec<T> codec = codec(type);
    return (topic, bytes) -> bytes == null ? null : codec.decode(topic, bytes);
  }

  /** Both directions, for Kafka Streams. */
  public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    return Serdes.serdeFrom(serializer(type), deserializer(type));
  }

  /**
   * Both directions, tolerant on the way in: for topologies that answer bad records instead of
   * stopping.
   */
  public <T extends SpecificRecord> Serde<Decoded<T>> tolerantSerde(Class<T> type) {
    RecordCodec<T> codec = codec(type);
    return Serdes.serdeFrom(
        (topic, decoded) -> codec.encodeOutcome(topic, decoded), tolerantDeserializer(type));
  }

  /**
   * A record's bytes for that topic.
   *
   * @throws IllegalArgumentException if records of that class do not belong on the topic
   */
  public byte[] encode(Topic topic, SpecificRecord value) {
    if (!topic.valueSchema().map(schema -> schema.equals(value.getSchema())).orElse(false)) {
      throw new IllegalArgumentException(
          "%s does not belong on %s".formatted(value.getSchema().getName(), topic.name("")));
    }
    return encodeUnchecked(settings.topic(topic), value);
  }

  /** What those bytes, read from that topic, are. */
  public <T extends SpecificRecord> Decoded<T> decode(Topic topic, Class<T> type, byte[] bytes) {
    return Decoded.orMissing(
        bytes == null ? null : codec(type).decode(settings.topic(topic), bytes));
  }

  /**
   * As {@link #decode} where that needs no answer of the registry; never waits.
   *
   * @return empty when the schema is not known here yet: {@link #decode} asks for it
   */
  public <T extends SpecificRecord> Optional<Decoded<T>> decodeIfKnown(
      Topic topic, Class<T> type, byte[] bytes) {
    return bytes == null || codec(type).needsNoRegistry(bytes)
        ? Optional.of(decode(topic, type, bytes))
        : Optional.empty();
  }

  /**
   * Takes the registry's first answers ahead of time: registers or looks up the topics' schemas, so
   * that later calls do not wait.
   */
  public void warmUp(Topic... topics) {
    for (Topic topic : topics) {
      register(topic);
    }
  }

  /**
   * Registers the topic's schema under {@code <topic>-value}.
   *
   * @return the schema's id in the registry, as it stands in the framing
   */
  public int register(Topic topic) {
    return codec(recordClass(topic)).register(settings.topic(topic));
  }

  @SuppressWarnings("unchecked")
  private static Class<? extends SpecificRecord> recordClass(Topic topic) {
    String name =
        topic
            .valueSchema()
            .orElseThrow(() -> new IllegalArgumentException(topic.name("") + " holds raw bytes"))
            .getFullName();
    try {
      return (Class<? extends SpecificRecord>)
          Class.forName(name, false, Topic.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no generated class for " + name, e);
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> byte[] encodeUnchecked(String topic, T value) {
    return codec((Class<T>) value.getClass()).encode(topic, value);
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> RecordCodec<T> codec(Class<T> type) {
    return (RecordCodec<T>) codecs.computeIfAbsent(type, key -> new RecordCodec<>(type, registry));
  }
}

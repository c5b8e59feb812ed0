package dev.xmcgan.transport.serde;

import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.config.SchemaResolverConfig;
import io.apicurio.registry.serde.avro.AvroDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.apicurio.registry.serde.avro.AvroSerializer;
import io.apicurio.registry.serde.config.SerdeConfig;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Encodes and decodes one generated class through Apicurio's serializers. */
final class RecordCodec<T extends SpecificRecord> {

  static final int FRAME_BYTES = 5;

  private final Class<T> type;
  private final RegistryClientFacade registry;
  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;
  private final UnknownIds unknownIds = new UnknownIds();
  private final Set<String> registeredTopics = ConcurrentHashMap.newKeySet();
  private final Set<Integer> knownIds = ConcurrentHashMap.newKeySet();

  RecordCodec(Class<T> type, RegistryClientFacade registry) {
    this.type = type;
    this.registry = registry;
    RecordReaders<T> readers = new RecordReaders<>(type);
    this.serializer = new AvroSerializer<>(registry);
    serializer.configure(new AvroSerdeConfig(config()), false);
    this.deserializer = new AvroDeserializer<>(registry);
    deserializer.configure(new AvroSerdeConfig(config()), false);
    deserializer.setAvroDatumProvider(readers);
  }

  byte[] encode(String topic, T value) {
    if (value == null) {
      return null;
    }
    try {
      if (!registeredTopics.contains(topic)) {
        register(topic);
      }
      return serializer.serializeData(topic, value);
    } catch (RuntimeException e) {
      throw retriableOr(e, "cannot encode %s for %s".formatted(type.getSimpleName(), topic));
    }
  }

  byte[] encodeOutcome(String topic, Decoded<T> decoded) {
    if (decoded == null) {
      return null;
    }
    if (decoded instanceof Decoded.Value<T> value) {
      return encode(topic, value.value());
    }
    return ((Decoded.Undecodable<T>) decoded).bytes();
  }

  T decodeOrThrow(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    Decoded<T> decoded = decode(topic, bytes);
    if (decoded instanceof Decoded.Value<T> value) {
      return value.value();
    }
    throw new SerializationException(
        "record on %s is no %s: %s"
            .formatted(topic, type.getSimpleName(), ((Decoded.Undecodable<T>) decoded).reason()));
  }

  Decoded<T> decode(String topic, byte[] bytes) {
    if (bytes.length < FRAME_BYTES || bytes[0] != 0) {
      return new Decoded.Undecodable<>(
          bytes, "no Confluent framing: expected a zero byte and a schema id in four bytes");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    if (!isKnown(id)) {
      return new Decoded.Undecodable<>(bytes, "the registry knows no schema with id " + id);
    }
    try {
      return new Decoded.Value<>(deserializer.deserializeData(topic, bytes));
    } catch (RuntimeException e) {
      RegistryErrors.find(e, RegistryUnavailableException.class)
          .ifPresent(
              outage -> {
                throw outage;
              });
      return new Decoded.Undecodable<>(
          bytes,
          "body is no %s under schema %d: %s"
              .formatted(type.getSimpleName(), id, RegistryErrors.describe(e)));
    }
  }

  /** Asked ahead of the serializer, for the same reason as {@link #isKnown}. */
  int register(String topic) {
    try {
      int id =
          registry
              .createSchema(
                  "AVRO",
                  "default",
                  topic + "-value",
                  null,
                  "FIND_OR_CREATE_VERSION",
                  false,
                  SpecificData.getForClass(type).getSchema(type).toString(),
                  Set.of())
              .getContentId()
              .intValue();
      registeredTopics.add(topic);
      return id;
    } catch (RuntimeException e) {
      throw retriableOr(e, "cannot register the schema of " + topic);
    }
  }

  /**
   * Asked ahead of the deserializer, which would log each unknown id with a page of stack trace.
   */
  private boolean isKnown(int id) {
    if (knownIds.contains(id)) {
      return true;
    }
    if (unknownIds.contains(id)) {
      return false;
    }
    try {
      registry.getSchemaByContentId((long) id);
      knownIds.add(id);
      return true;
    } catch (UnknownSchemaException e) {
      unknownIds.add(id);
      return false;
    }
  }

  private static RuntimeException retriableOr(RuntimeException failure, String message) {
    return RegistryErrors.find(failure, RegistryUnavailableException.class)
        .<RuntimeException>map(outage -> outage)
        .orElseGet(
            () ->
                new SerializationException(
                    message + ": " + RegistryErrors.describe(failure), failure));
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>();
    config.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT, true);
    config.put(SchemaResolverConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "FIND_OR_CREATE_VERSION");
    // one self-contained schema: nested enums and records are not artifacts of their own
    config.put(SchemaResolverConfig.DEREFERENCE_SCHEMA, true);
    // RegistryConnection retries
    config.put(SchemaResolverConfig.RETRY_COUNT, 0);
    config.put(SerdeConfig.USE_ID, "contentId");
    config.put(AvroSerdeConfig.USE_SPECIFIC_AVRO_READER, true);
    return config;
  }
}

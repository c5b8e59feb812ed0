package dev.xmcgan.transport.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Encodes and decodes one generated class in Confluent's framing. */
final class RecordCodec<T extends SpecificRecord> {

  static final int FRAME_BYTES = 5;

  private final Class<T> type;
  private final RegistryConnection registry;
  private final RecordReaders<T> readers;
  private final UnknownIds unknownIds = new UnknownIds();
  private final Map<String, Integer> registeredIds = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> knownSchemas = new ConcurrentHashMap<>();

  RecordCodec(Class<T> type, RegistryConnection registry) {
    this.type = type;
    this.registry = registry;
    this.readers = new RecordReaders<>(type);
  }

  byte[] encode(String topic, T value) {
    if (value == null) {
      return null;
    }
    Integer known = registeredIds.get(topic);
    int id = known == null ? register(topic) : known;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(FRAME_BYTES).put((byte) 0).putInt(id).array());
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      readers.writer().write(value, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "cannot encode %s for %s: %s".formatted(type.getSimpleName(), topic, describe(e)), e);
    }
    return bytes.toByteArray();
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

  /** Whether {@link #decode} asks nobody: there is no schema id, or its schema is known. */
  boolean needsNoRegistry(byte[] bytes) {
    return bytes.length < FRAME_BYTES || bytes[0] != 0 || knownSchemas.containsKey(schemaId(bytes));
  }

  private static int schemaId(byte[] bytes) {
    return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
  }

  Decoded<T> decode(String topic, byte[] bytes) {
    if (bytes.length < FRAME_BYTES || bytes[0] != 0) {
      return new Decoded.Undecodable<>(
          bytes, "no Confluent framing: expected a zero byte and a schema id in four bytes");
    }
    int id = schemaId(bytes);
    Optional<Schema> schema = schema(id);
    if (schema.isEmpty()) {
      return new Decoded.Undecodable<>(bytes, "the registry knows no schema with id " + id);
    }
    try {
      return new Decoded.Value<>(read(bytes, schema.get()));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // the last: what a foreign schema nests is skipped by recursion
      return new Decoded.Undecodable<>(
          bytes,
          "body is no %s under schema %d: %s".formatted(type.getSimpleName(), id, describe(e)));
    }
  }

  private T read(byte[] bytes, Schema schema) throws IOException {
    var body =
        DecoderFactory.get().binaryDecoder(bytes, FRAME_BYTES, bytes.length - FRAME_BYTES, null);
    return readers.reader(schema).read(null, body);
  }

  int register(String topic) {
    try {
      int id = registry.register(topic + "-value", readers.ownSchema());
      registeredIds.put(topic, id);
      return id;
    } catch (IllegalStateException e) {
      throw new SerializationException(
          "cannot register the schema of " + topic + ": " + e.getMessage(), e);
    }
  }

  private Optional<Schema> schema(int id) {
    Schema known = knownSchemas.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    if (unknownIds.contains(id)) {
      return Optional.empty();
    }
    try {
      Schema schema = registry.schema(id);
      knownSchemas.put(id, schema);
      return Optional.of(schema);
    } catch (UnknownSchemaException e) {
      unknownIds.add(id);
      return Optional.empty();
    }
  }

  /** The innermost cause in one line. */
  private static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return root.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}

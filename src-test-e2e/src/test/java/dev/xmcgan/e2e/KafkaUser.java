package dev.xmcgan.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A stranger's Kafka client: plain producer and consumer, Avro framed as Confluent clients frame it
 * (magic byte, four-byte schema id) with schemas from the registry's Confluent-compatible API. It
 * shares no code with the product.
 */
final class KafkaUser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte MAGIC = 0;

  private final String bootstrapServers;
  private final String registryUrl;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final KafkaProducer<String, byte[]> producer;

  KafkaUser(String bootstrapServers, String registryUrl) {
    this.bootstrapServers = bootstrapServers;
    this.registryUrl = registryUrl;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Sends a caption request with the two required fields and {@code more} set on top. */
  void request(String requestId, String caption, Consumer<GenericRecord> more) throws Exception {
    send("caption-requests", requestId, encoded(requestId, caption, more, latestRequestSchema()));
  }

  /** Sends a request for every id at once, then waits until all are acknowledged. */
  void requestAll(List<String> requestIds, String caption) throws Exception {
    requestAll(requestIds, caption, (requestId, request) -> {});
  }

  /** As {@link #requestAll(List, String)} with {@code more} set on top, by request id. */
  void requestAll(List<String> requestIds, String caption, BiConsumer<String, GenericRecord> more)
      throws Exception {
    JsonNode latest = latestRequestSchema();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String requestId : requestIds) {
      byte[] value =
          encoded(requestId, caption, request -> more.accept(requestId, request), latest);
      sent.add(producer.send(new ProducerRecord<>("caption-requests", requestId, value)));
    }
    for (Future<RecordMetadata> acknowledgement : sent) {
      acknowledgement.get();
    }
  }

  /** Sends a pair. */
  void pair(String pairId, String source, byte[] image, List<String> captions) throws Exception {
    JsonNode latest = get("/subjects/image-text-pairs-value/versions/latest");
    GenericData.Record pair = withDefaults(latest);
    pair.put("pairId", pairId);
    pair.put("source", source);
    pair.put("image", ByteBuffer.wrap(image));
    pair.put("captions", captions);
    send("image-text-pairs", pairId, framed(latest.path("id").asInt(), pair));
  }

  private JsonNode latestRequestSchema() throws Exception {
    return get("/subjects/caption-requests-value/versions/latest");
  }

  private static byte[] encoded(
      String requestId, String caption, Consumer<GenericRecord> more, JsonNode latest)
      throws Exception {
    GenericData.Record request = withDefaults(latest);
    request.put("requestId", requestId);
    request.put("caption", caption);
    more.accept(request);
    return framed(latest.path("id").asInt(), request);
  }

  private static GenericData.Record withDefaults(JsonNode latest) {
    Schema schema = new Schema.Parser().parse(latest.path("schema").asText());
    GenericData.Record record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        record.put(field.pos(), GenericData.get().getDefaultValue(field));
      }
    }
    return record;
  }

  /** Sends raw bytes and waits for the acknowledgement. */
  void send(String topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  /** Reads topics from their beginning, committed records only. */
  KafkaConsumer<String, byte[]> reader(String... topics) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        List.of(topics).stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  /** Polls once and hands each record to {@code use}. */
  static void poll(
      KafkaConsumer<String, byte[]> consumer, Consumer<ConsumerRecord<String, byte[]>> use) {
    consumer.poll(Duration.ofMillis(200)).forEach(use);
  }

  GenericRecord decode(byte[] framed) {
    ByteBuffer buffer = ByteBuffer.wrap(framed);
    if (buffer.get() != MAGIC) {
      throw new IllegalArgumentException("not the Confluent framing");
    }
    Schema writer = schemas.computeIfAbsent(buffer.getInt(), this::schema);
    try {
      return new GenericDatumReader<GenericRecord>(writer)
          .read(null, DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] framed(int schemaId, GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put(MAGIC).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private Schema schema(int id) {
    try {
      return new Schema.Parser().parse(get("/schemas/ids/" + id).path("schema").asText());
    } catch (Exception e) {
      throw new IllegalStateException("schema " + id, e);
    }
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(registryUrl + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    producer.close();
  }
}

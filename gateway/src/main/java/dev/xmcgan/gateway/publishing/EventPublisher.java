package dev.xmcgan.gateway.publishing;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.TraceHeaders;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Puts records on Kafka with {@code acks=all}. What is not acknowledged within the publish timeout
 * fails with {@link NotPublishedException}; the producer itself recovers when Kafka is back.
 *
 * <p>Encoding may ask the schema registry: {@link #publish} blocks and must not be called on an
 * event loop.
 */
@Singleton
public final class EventPublisher implements AutoCloseable {
  /** Callers who were answered together ask again together: their records share a batch. */
  private static final int LINGER_MILLIS = 2;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final Producer<String, byte[]> producer;

  EventPublisher(KafkaSettings kafka, AvroSerdes serdes, GatewayConfig config) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.producer =
        KafkaClients.producer(bounded(kafka.producer("gateway"), config.publishTimeout()));
  }

  /**
   * Sends one record, in the trace of the call that it comes of if there is one.
   *
   * @return done when all in-sync replicas have it; fails with {@link NotPublishedException}
   * @throws SerializationException when it is no record of the topic's schema, or the registry
   *     refuses that: a fault, not an outage
   */
  public CompletableFuture<Void> publish(Topic topic, String key, SpecificRecord value) {
    return publish(topic, key, value, Map.of());
  }

  /** Sends one record with headers, as {@link #publish(Topic, String, SpecificRecord)} does. */
  public CompletableFuture<Void> publish(
      Topic topic, String key, SpecificRecord value, Map<String, byte[]> headers) {
    return send(topic, key, () -> serdes.encode(topic, value), headers);
  }

  /** Sends a record without a value, as {@link #publish(Topic, String, SpecificRecord)} does. */
  public CompletableFuture<Void> publishTombstone(
      Topic topic, String key, Map<String, byte[]> headers) {
    return send(topic, key, () -> null, headers);
  }

  private CompletableFuture<Void> send(
      Topic topic, String key, Supplier<byte[]> value, Map<String, byte[]> headers) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    String name = kafka.topic(topic);
    // what fails within send() has not left; what fails later may be in the log
    Thread sending = Thread.currentThread();
    AtomicBoolean left = new AtomicBoolean();
    try {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(name, partition(topic, key), key, value.get());
      headers.forEach((header, bytes) -> record.headers().add(header, bytes));
      TraceHeaders.write(Context.current(), record.headers());
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.complete(null);
            } else {
              boolean perhaps =
                  (left.get() || Thread.currentThread() != sending) && isPerhapsTaken(failure);
              acknowledged.completeExceptionally(new NotPublishedException(name, failure, perhaps));
            }
          });
    } catch (SerializationException fault) {
      throw fault;
    } catch (KafkaException | IllegalStateException failure) {
      acknowledged.completeExceptionally(new NotPublishedException(name, failure, false));
    } finally {
      left.set(true);
    }
    return acknowledged;
  }

  /** Null = as Kafka does it by the key. */
  private Integer partition(Topic topic, String key) {
    return topic == Topic.CAPTION_REQUESTS
        ? RequestPartitions.of(key, producer.partitionsFor(kafka.topic(topic)).size())
        : null;
  }

  /** Whether a broker that refused a record in these words may have it nevertheless. */
  private static boolean isPerhapsTaken(Exception failure) {
    return failure instanceof RetriableException || failure instanceof InterruptException;
  }

  /**
   * Does ahead of time what the first send would wait for: schemas and topic metadata.
   *
   * @throws KafkaException when Kafka or the registry is not there
   */
  public void warmUp(Topic... topics) {
    serdes.warmUp(topics);
    for (Topic topic : topics) {
      if (producer.partitionsFor(kafka.topic(topic)).isEmpty()) {
        throw new KafkaException("Topic " + kafka.topic(topic) + " does not exist yet");
      }
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  /** One limit for what {@code send} blocks on without metadata, and for the delivery itself. */
  private static Map<String, Object> bounded(Map<String, Object> properties, Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> bounded = new HashMap<>(properties);
    bounded.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    bounded.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    bounded.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis - LINGER_MILLIS);
    bounded.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    bounded.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
    bounded.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    return bounded;
  }
}

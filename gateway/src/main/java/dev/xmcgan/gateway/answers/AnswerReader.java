package dev.xmcgan.gateway.answers;

import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.tail.TailReader;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jboss.logging.Logger;

/**
 * Hands results and failures from Kafka to those who wait. The record's key tells whether anybody
 * here does; only then is the value, with its image, decoded.
 */
@Singleton
public final class AnswerReader implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AnswerReader.class);

  private final WaitingRequests waiting;
  private final GatewayMetrics metrics;
  private final String failuresTopic;
  private final Deserializer<Decoded<ImageResult>> images;
  private final Deserializer<Decoded<GenerationFailure>> failures;
  private final TailReader reader;

  AnswerReader(
      KafkaSettings kafka, AvroSerdes serdes, WaitingRequests waiting, GatewayMetrics metrics) {
    this.waiting = waiting;
    this.metrics = metrics;
    this.failuresTopic = kafka.topic(Topic.GENERATION_FAILURES);
    this.images = serdes.tolerantDeserializer(ImageResult.class);
    this.failures = serdes.tolerantDeserializer(GenerationFailure.class);
    this.reader =
        new TailReader(
            "gateway-answers",
            kafka,
            Set.of(kafka.topic(Topic.IMAGE_RESULTS), failuresTopic),
            0,
            this::receive);
  }

  /** Begins to read; returns at once. */
  public void start() {
    reader.start();
  }

  /** Whether the answer of a request published from now on cannot be missed. */
  public boolean isPositioned() {
    return reader.isPositioned();
  }

  void receive(ConsumerRecord<String, byte[]> record) {
    if (!waiting.awaits(record.key())) {
      metrics.answerIgnored();
    } else if (record.topic().equals(failuresTopic)) {
      decode(record, failures, waiting::accept);
    } else {
      decode(record, images, waiting::accept);
    }
  }

  private <T> void decode(
      ConsumerRecord<String, byte[]> record,
      Deserializer<Decoded<T>> deserializer,
      Consumer<T> receiver) {
    Decoded<T> decoded =
        Decoded.orMissing(deserializer.deserialize(record.topic(), record.value()));
    if (decoded instanceof Decoded.Value<T> value) {
      receiver.accept(value.value());
    } else if (decoded instanceof Decoded.Undecodable<T> undecodable) {
      metrics.answerUndecodable();
      LOG.warnf(
          "Answer could not be decoded; topic=%s partition=%d offset=%d request=%s reason=%s",
          record.topic(), record.partition(), record.offset(), record.key(), undecodable.reason());
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}

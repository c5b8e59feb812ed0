package dev.xmcgan.gateway.answers;

import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands results and failures from Kafka to those who wait. The record's key tells whether anybody
 * here does; only then is the value, with its image, decoded.
 */
@Singleton
public final class AnswerDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerDispatcher.class);

  private final AvroSerdes serdes;
  private final WaitingRequests waiting;
  private final OpenRequests open;
  private final GatewayMetrics metrics;
  private final String failuresTopic;

  AnswerDispatcher(
      KafkaSettings kafka,
      AvroSerdes serdes,
      WaitingRequests waiting,
      OpenRequests open,
      GatewayMetrics metrics) {
    this.serdes = serdes;
    this.waiting = waiting;
    this.open = open;
    this.metrics = metrics;
    this.failuresTopic = kafka.topic(Topic.GENERATION_FAILURES);
  }

  /** Other answers are read from now on: what is not seen to be answered is counted no longer. */
  void readFrom(Predicate<String> isRead) {
    open.abandon(id -> !isRead.test(id) && !waiting.awaits(id));
  }

  void receive(ConsumerRecord<String, byte[]> record) {
    boolean isFailure = record.topic().equals(failuresTopic);
    if (record.key() != null) {
      if (isFailure) {
        open.failed(record.key());
      } else {
        open.imageCame(record.key());
      }
    }
    metrics.answerRead();
    if (!waiting.awaits(record.key())) {
      metrics.answerIgnored();
    } else if (isFailure) {
      decode(Topic.GENERATION_FAILURES, GenerationFailure.class, record, waiting::accept);
    } else {
      decode(Topic.IMAGE_RESULTS, ImageResult.class, record, waiting::accept);
    }
  }

  private <T extends SpecificRecord> void decode(
      Topic topic, Class<T> type, ConsumerRecord<String, byte[]> record, Consumer<T> receiver) {
    if (record.value() != null
        && serdes.decode(topic, type, record.value()) instanceof Decoded.Value<T> value) {
      receiver.accept(value.value());
      return;
    }
    metrics.answerUndecodable();
    LOG.atWarn()
        .addKeyValue("requestId", record.key())
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("an answer could not be decoded");
  }
}

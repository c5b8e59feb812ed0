package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all requests, whoever made them: how much is open, who asked for what, and which {@code
 * Idempotency-Key}s were used.
 */
@Singleton
public final class RequestTopicReader implements AutoCloseable {
  private final AvroSerdes serdes;
  private final AnswerReader answers;
  private final OpenRequests open;
  private final IdempotencyKeys keys;
  private final RequestHistory history;
  private final Instant started;
  private final TopicLog log;

  RequestTopicReader(
      KafkaSettings kafka,
      AvroSerdes serdes,
      AnswerReader answers,
      OpenRequests open,
      IdempotencyKeys keys,
      RequestHistory history,
      GatewayConfig config,
      Clock clock) {
    this.serdes = serdes;
    this.answers = answers;
    this.open = open;
    this.keys = keys;
    this.history = history;
    this.started = clock.instant();
    this.log =
        TopicLog.fromEnd(
            "gateway-requests",
            kafka,
            Set.of(kafka.topic(Topic.CAPTION_REQUESTS)),
            Math.max(1, config.requests().idempotencyKeys() / Topic.CAPTION_REQUESTS.partitions()),
            this::receive);
  }

  /** Begins to read; returns at once. */
  public void start() {
    log.start();
  }

  /** Whether everything is read that was there at the start. */
  public boolean isCaughtUp() {
    return log.isCaughtUp();
  }

  /** What is read next of each partition; empty before the first contact with Kafka. */
  public Map<TopicPartition, Long> positions() {
    return log.positions();
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return log.isAlive();
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    keys.learn(record);
    if (serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value())
        instanceof Decoded.Value<CaptionRequest> value) {
      CaptionRequest request = value.value();
      history.add(request.getRequestId(), request.getTenant());
      // what became of older ones is not read
      if (record.timestamp() >= started.toEpochMilli()) {
        count(request);
      }
    }
  }

  private void count(CaptionRequest request) {
    String id = request.getRequestId();
    int images = Math.max(1, request.getCount());
    if (answers.comesHome(id)) {
      open.opened(id, request.getTenant(), images, request.getDeadline());
    } else {
      open.openedElsewhere(id, request.getTenant(), images);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}

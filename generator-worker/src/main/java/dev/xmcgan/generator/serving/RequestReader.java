package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.drawing.AttemptLog;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.CheckedRequest;
import dev.xmcgan.generator.requests.CheckedRequest.Drawable;
import dev.xmcgan.generator.requests.CheckedRequest.Invalid;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.requests.RequestCheck;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.serde.Decoded.Undecodable;
import dev.xmcgan.transport.serde.Decoded.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings records from Kafka into the queue: what can be drawn is accepted, what is no request is
 * answered at once, what cannot be decoded yet comes later. Serving thread only, but for {@link
 * #trouble}.
 */
final class RequestReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);

  private final RequestConsumer consumer;
  private final RequestDecoder decoder;
  private final RequestQueue queue;
  private final Answers answers;
  private final AttemptLog attempts;

  RequestReader(
      RequestConsumer consumer,
      RequestDecoder decoder,
      RequestQueue queue,
      Answers answers,
      AttemptLog attempts) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.queue = queue;
    this.answers = answers;
    this.attempts = attempts;
  }

  void join(Consumer<Set<TopicPartition>> lost) {
    consumer.join(lost);
  }

  /** Polls, and takes what came or was decoded meanwhile. */
  void read(Duration timeout) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
      decoder.decode(record).ifPresent(this::take);
    }
    decoder.collect().forEach(this::take);
  }

  void pause(boolean pause) {
    consumer.pause(pause || decoder.isFull());
  }

  /** Goes back to what the group committed. */
  void rewind() {
    consumer.rewind();
  }

  ConsumerGroupMetadata group() {
    return consumer.group();
  }

  void forget(Set<TopicPartition> partitions) {
    decoder.forget(record -> partitions.contains(RequestConsumer.source(record).partition()));
  }

  void forgetAll() {
    decoder.forget(record -> true);
  }

  /** What waits on the topic. */
  RequestConsumer.Unread unread() {
    return consumer.unread();
  }

  Optional<String> trouble() {
    return decoder.trouble();
  }

  @Override
  public void close() {
    decoder.close();
    consumer.close();
  }

  private void take(RequestDecoder.Read read) {
    Decoded<CaptionRequest> decoded = read.decoded();
    if (decoded instanceof Value<CaptionRequest> value) {
      check(read.record(), value.value());
    } else if (decoded instanceof Undecodable<CaptionRequest> undecodable) {
      deadLetter(read.record(), undecodable.reason());
    } else {
      throw new IllegalStateException("no such outcome: " + decoded);
    }
  }

  private void check(ConsumerRecord<String, byte[]> record, CaptionRequest request) {
    CheckedRequest checked = RequestCheck.check(request);
    RecordSource source = RequestConsumer.source(record);
    if (checked instanceof Drawable drawable) {
      Instant sentAt = Instant.ofEpochMilli(record.timestamp());
      accept(
          new HeldRequest(
              source.partition(), source.offset(), sentAt, drawable.request(), record.headers()));
    } else if (checked instanceof Invalid invalid) {
      // an id that is none is echoed to nobody
      if (RequestCheck.usableId(invalid.requestId())) {
        queue.answer(answers.failed(source, invalid.requestId(), invalid.failure()));
      } else {
        deadLetter(record, invalid.failure().message());
      }
    } else {
      throw new IllegalStateException("no such outcome: " + checked);
    }
  }

  private void accept(HeldRequest held) {
    AttemptLog.Deaths deaths = attempts.of(held.source());
    if (deaths.guilty()) {
      RequestFailure failure =
          RequestFailure.permanent(
              "the worker's process ended %d times while it drew this".formatted(deaths.count()),
              deaths.count());
      queue.answer(answers.failed(held, failure));
    } else if (deaths.suspect()) {
      queue.acceptAlone(held);
    } else {
      queue.accept(held);
    }
  }

  /** Nobody can be answered by the value; the key may name whom to tell. */
  private void deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.atWarn()
        .addKeyValue("requestId", RequestCheck.logged(record.key()))
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("a record is no request");
    queue.answer(answers.deadLetter(record, reason));
  }
}

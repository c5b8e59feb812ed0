package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.Answers;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings records into the queue: what can be drawn is accepted, what is no request is answered at
 * once, what cannot be decoded yet comes later: it is set aside, or, where too much is, passed over
 * to be read again. Serving thread only, but for {@link #trouble}.
 */
final class RequestIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

  private final RequestDecoder decoder;
  private final RequestQueue queue;
  private final Answers answers;
  private final Function<ConsumerRecord<String, byte[]>, AttemptLog.Deaths> deaths;

  /**
   * @param deaths how often the process died while a record's request was being drawn
   */
  RequestIntake(
      RequestDecoder decoder,
      RequestQueue queue,
      Answers answers,
      Function<ConsumerRecord<String, byte[]>, AttemptLog.Deaths> deaths) {
    this.decoder = decoder;
    this.queue = queue;
    this.answers = answers;
    this.deaths = deaths;
  }

  /** Takes records that the queue has received, and what was decoded meanwhile. */
  void take(List<ConsumerRecord<String, byte[]>> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      boolean full = decoder.isFull();
      Optional<RequestDecoder.Read> read = decoder.decode(record);
      if (read.isPresent()) {
        take(read.get());
      } else if (full) {
        queue.passOver(RecordSource.of(record));
      }
    }
    decoder.collect().forEach(this::take);
  }

  /** Whether what was passed over can be read again. */
  boolean hasRoom() {
    return decoder.hasRoom();
  }

  /** Forgets records that are dropped or will be read again. */
  void forget(Predicate<ConsumerRecord<String, byte[]>> dropped) {
    decoder.forget(dropped);
  }

  Optional<String> trouble() {
    return decoder.trouble();
  }

  @Override
  public void close() {
    decoder.close();
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
    RecordSource source = RecordSource.of(record);
    if (checked instanceof Drawable drawable) {
      Instant sentAt = Instant.ofEpochMilli(record.timestamp());
      accept(
          new HeldRequest(
              source.partition(), source.offset(), sentAt, drawable.request(), record.headers()),
          deaths.apply(record));
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

  private void accept(HeldRequest held, AttemptLog.Deaths before) {
    if (before.guilty()) {
      RequestFailure failure =
          RequestFailure.permanent(
              "the worker's process ended %d times while it drew this".formatted(before.count()),
              before.count());
      queue.answer(answers.failed(held, failure));
    } else if (before.suspect()) {
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

package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.MicroBatcher;
import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.generator.requests.CheckedRequest;
import dev.xmcgan.generator.requests.CheckedRequest.Drawable;
import dev.xmcgan.generator.requests.CheckedRequest.Invalid;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestCheck;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.deadletters.DeadLetters;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.serde.Decoded.Undecodable;
import dev.xmcgan.transport.serde.Decoded.Value;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a record: held for drawing, answered with a failure, or a dead letter. */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final Answers answers;
  private final TransactionBuffer outbox;
  private final OffsetTracker ledger;
  private final MicroBatcher<HeldRequest> batcher;

  Intake(
      KafkaSettings settings,
      AvroSerdes serdes,
      Answers answers,
      TransactionBuffer outbox,
      OffsetTracker ledger,
      MicroBatcher<HeldRequest> batcher) {
    this.settings = settings;
    this.serdes = serdes;
    this.answers = answers;
    this.outbox = outbox;
    this.ledger = ledger;
    this.batcher = batcher;
  }

  void take(ConsumerRecord<String, Decoded<CaptionRequest>> record) {
    Decoded<CaptionRequest> decoded = Decoded.orMissing(record.value());
    if (decoded instanceof Value<CaptionRequest> value) {
      check(record, value.value());
    } else if (decoded instanceof Undecodable<CaptionRequest> undecodable) {
      bury(record, undecodable.bytes(), undecodable.reason());
      finish(record);
    }
  }

  private void check(ConsumerRecord<?, ?> record, CaptionRequest request) {
    CheckedRequest checked = RequestCheck.check(request);
    if (checked instanceof Drawable drawable) {
      hold(record, drawable.request());
    } else if (checked instanceof Invalid invalid) {
      if (invalid.requestId().isBlank()) {
        byte[] raw = serdes.encode(Topic.CAPTION_REQUESTS, request);
        bury(record, raw, invalid.failure().message());
      } else {
        fail(invalid.requestId(), invalid.failure());
      }
      finish(record);
    }
  }

  private void hold(ConsumerRecord<?, ?> record, DrawRequest request) {
    Instant sentAt = Instant.ofEpochMilli(record.timestamp());
    HeldRequest held =
        new HeldRequest(RequestConsumer.partition(record), record.offset(), sentAt, request);
    batcher.add(held, request.count(), request.priority(), sentAt);
  }

  /** Nobody can be answered by the value; the key may name whom to tell. */
  private void bury(ConsumerRecord<?, ?> record, byte[] raw, String reason) {
    LOG.atWarn()
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("a record is no request");
    outbox.addDeadLetter(DeadLetters.of(settings, record, raw, reason));
    if (record.key() instanceof String key && RequestCheck.usableId(key)) {
      fail(key, RequestFailure.unreadable("the request cannot be read: " + reason));
    }
  }

  private void fail(String requestId, RequestFailure failure) {
    outbox.addFailure(answers.failure(requestId, failure), failure.code());
  }

  private void finish(ConsumerRecord<?, ?> record) {
    ledger.finished(RequestConsumer.partition(record), record.offset());
  }
}

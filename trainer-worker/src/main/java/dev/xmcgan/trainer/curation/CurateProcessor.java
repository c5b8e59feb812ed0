package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.DUPLICATE;
import static dev.xmcgan.schemas.RejectionReason.RECORD_TOO_LARGE;
import static dev.xmcgan.schemas.RejectionReason.UNDECODABLE_RECORD;
import static dev.xmcgan.schemas.RejectionReason.UNKNOWN;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import dev.xmcgan.transport.serde.Decoded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each record before the {@link Curator}; whatever happens, there is a verdict. What came
 * before just so is not decoded again; what asks for an erasure is passed on.
 */
final class CurateProcessor
    extends ContextualProcessor<String, Decoded<ImageTextPair>, String, Verdict> {
  /** Header of a pair on training-pairs: {@code reason=count} for captions that are left out. */
  static final String DROPPED_CAPTIONS = "xmcgan.dropped-captions";

  private static final Logger LOG = LoggerFactory.getLogger(CurateProcessor.class);

  private final Supplier<Curator> curators;
  private final KafkaSettings settings;
  private final UnproducibleRecords unproducible;
  private final CurationListener listener;
  private RawPairs raw;

  /**
   * @param curators the one for the next pair; its rules may change from one to the other
   */
  CurateProcessor(
      Supplier<Curator> curators,
      KafkaSettings settings,
      UnproducibleRecords unproducible,
      CurationListener listener) {
    this.curators = curators;
    this.unproducible = unproducible;
    this.listener = listener;
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<String, Verdict> context) {
    super.init(context);
    raw = new RawPairs(context.getStateStore(RawPairs.STORE));
  }

  @Override
  public void process(Record<String, Decoded<ImageTextPair>> record) {
    if (record.value() == null && record.key() != null && !record.key().isBlank()) {
      erase(record);
      return;
    }
    Decoded<ImageTextPair> decoded = Decoded.orMissing(record.value());
    if (decoded instanceof Decoded.Value<ImageTextPair> value) {
      forward(record, value.value());
    } else if (decoded instanceof Decoded.Undecodable<ImageTextPair> bad) {
      forward(record, bad);
    } else {
      throw new IllegalStateException("no such outcome: " + decoded);
    }
  }

  private void erase(Record<String, Decoded<ImageTextPair>> record) {
    ConsumerRecord<String, byte[]> source = source(record);
    String otherwise = source.topic() + "-" + source.partition() + "@" + source.offset();
    Instant arrivedAt = Instant.ofEpochMilli(record.timestamp());
    ErasureStep step = ErasureStep.of(record.headers(), otherwise, source.partition(), arrivedAt);
    if (step.request().source().isEmpty()) {
      raw.forget(record.key());
    } else if (step.after().isEmpty()) {
      raw.forgetSource(step.request().source().get());
    }
    context()
        .forward(
            new Record<String, Verdict>(
                record.key(), new Verdict.Erase(), record.timestamp(), step.headers()));
  }

  private void forward(Record<String, Decoded<ImageTextPair>> record, ImageTextPair pair) {
    var headers = new RecordHeaders();
    Verdict verdict = judge(pair, Instant.ofEpochMilli(record.timestamp()), headers);
    String key =
        verdict instanceof Verdict.Refuse refuse ? refuse.pair().getPairId() : pair.getPairId();
    context().forward(record.withKey(key).withValue(verdict).withHeaders(headers));
  }

  private Verdict judge(ImageTextPair pair, Instant arrivedAt, Headers headers) {
    Curator curator = curators.get();
    try {
      if (raw.isKnown(pair, curator.rules())) {
        return Rejections.of(
            pair.getPairId(), DUPLICATE, UniteProcessor.TAKEN_BEFORE, pair.getSource(), now());
      }
      Curated curated = curator.curate(pair, arrivedAt);
      if (unproducible.forget(nextTopic(), pair.getPairId())) {
        curated =
            new Curated.Rejected(
                RECORD_TOO_LARGE, "the broker takes no record as large as the curated pair");
      }
      if (curated instanceof Curated.Accepted accepted) {
        tell(accepted.droppedCaptions(), headers);
        raw.accepted(pair, curator.rules());
        return new Verdict.Keep(accepted.pair());
      }
      raw.forget(pair.getPairId());
      Curated.Rejected rejected = (Curated.Rejected) curated;
      return Rejections.of(
          pair.getPairId(), rejected.reason(), rejected.detail(), pair.getSource(), now());
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("pairId", pair.getPairId())
          .log("curation of a pair failed; please report this");
      return Rejections.of(pair.getPairId(), UNKNOWN, e.toString(), pair.getSource(), now());
    }
  }

  private String nextTopic() {
    return context().applicationId() + "-" + CurationTopology.IN_ORDER + "-repartition";
  }

  private void tell(Map<RejectionReason, Integer> dropped, Headers headers) {
    new TreeMap<>(dropped)
        .forEach(
            (reason, count) -> {
              listener.captionsDropped(reason, count);
              headers.add(
                  DROPPED_CAPTIONS,
                  "%s=%d".formatted(reason, count).getBytes(StandardCharsets.UTF_8));
            });
  }

  /** Two records: a typed rejection for the producer, the bytes for whoever looks into it. */
  private void forward(
      Record<String, Decoded<ImageTextPair>> record, Decoded.Undecodable<ImageTextPair> bad) {
    ProducerRecord<String, byte[]> letter =
        DeadLetters.of(settings, source(record), bad.bytes(), bad.reason());
    String id = record.key() == null || record.key().isBlank() ? letter.key() : record.key();
    Verdict.Refuse refusal = Rejections.of(id, UNDECODABLE_RECORD, bad.reason(), "unknown", now());
    context()
        .forward(
            new Record<String, Verdict>(
                refusal.pair().getPairId(), refusal, record.timestamp(), new RecordHeaders()));
    if (!unproducible.forget(letter.topic(), letter.key())) {
      context()
          .forward(
              new Record<String, Verdict>(
                  letter.key(),
                  new Verdict.DeadLetter(letter.value()),
                  record.timestamp(),
                  letter.headers()));
    }
  }

  private ConsumerRecord<String, byte[]> source(Record<String, ?> record) {
    RecordMetadata from = context().recordMetadata().orElseThrow();
    return new ConsumerRecord<>(
        from.topic(),
        from.partition(),
        from.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        record.key(),
        null,
        record.headers(),
        Optional.empty());
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }
}

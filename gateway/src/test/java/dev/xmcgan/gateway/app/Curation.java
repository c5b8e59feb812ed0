package dev.xmcgan.gateway.app;

import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/** Stands for the trainer's curation: answers what asks for an erasure. */
final class Curation implements AutoCloseable {
  private static final Instant ARRIVED = Instant.parse("2026-01-01T00:00:00Z");

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final ErasureOutcome outcome;
  private final KafkaProducer<String, byte[]> producer;
  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final TopicLog log;

  Curation(KafkaSettings kafka, ErasureOutcome outcome) {
    this.kafka = kafka;
    this.serdes = new AvroSerdes(kafka);
    this.outcome = outcome;
    this.producer = KafkaClients.producer(kafka.producer("curation"));
    this.log =
        TopicLog.fromEnd(
            "curation", kafka, Set.of(kafka.topic(Topic.IMAGE_TEXT_PAIRS)), 0, this::answer);
    log.start();
    Awaitility.await().until(log::isPositioned);
  }

  /** The first id that was to be erased. */
  String asked() throws Exception {
    return asked.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    log.close();
    producer.close();
  }

  private void answer(ConsumerRecord<String, byte[]> record) {
    if (record.value() != null) {
      return;
    }
    asked.complete(record.key());
    byte[] request = record.headers().lastHeader(ErasureRequest.REQUEST_ID).value();
    byte[] by = record.headers().lastHeader(ErasureRequest.BY).value();
    PairErasure receipt =
        PairErasure.newBuilder()
            .setRequestId(new String(request, java.nio.charset.StandardCharsets.UTF_8))
            .setRequestedBy(new String(by, java.nio.charset.StandardCharsets.UTF_8))
            .setPairId(record.key())
            .setOutcome(outcome)
            .setArrivedAt(outcome == ErasureOutcome.ERASED ? ARRIVED : null)
            .setErasedAt(ARRIVED)
            .setBytesGoneAt(ARRIVED.plus(Duration.ofDays(8)))
            .build();
    producer.send(
        new ProducerRecord<>(
            kafka.topic(Topic.PAIR_ERASURES),
            record.key(),
            serdes.encode(Topic.PAIR_ERASURES, receipt)));
    producer.flush();
  }
}

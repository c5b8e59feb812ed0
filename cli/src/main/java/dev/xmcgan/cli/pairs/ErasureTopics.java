package dev.xmcgan.cli.pairs;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.AuditEntries;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Asks for erasures on image-text-pairs, which the audit tells first, and hears the receipts on
 * pair-erasures.
 */
final class ErasureTopics implements AutoCloseable {
  private static final String WHO = System.getProperty("user.name", "somebody");

  private final KafkaSettings settings;
  private final String requestId;
  private final Duration patience;
  private final Clock clock;
  private final AvroSerdes serdes;
  private final BlockingQueue<PairErasure> received = new LinkedBlockingQueue<>();
  private final TopicLog log;

  /**
   * @param requestId unlike any other
   * @param patience for the next receipt
   */
  ErasureTopics(KafkaSettings settings, String requestId, Duration patience, Clock clock) {
    this.settings = settings;
    this.requestId = requestId;
    this.patience = patience;
    this.clock = clock;
    this.serdes = new AvroSerdes(settings);
    this.log =
        TopicLog.fromEnd(
            "xmcgan-pair-erasures",
            settings,
            Set.of(settings.topic(Topic.PAIR_ERASURES)),
            0,
            this::receive);
  }

  /**
   * Erases pairs.
   *
   * @return a receipt of each
   * @throws CommandException when Kafka does not take it, or nobody answers
   */
  List<PairErasure> forget(Collection<String> ids) throws InterruptedException {
    listen();
    try (KafkaProducer<String, byte[]> producer = producer()) {
      ErasureRequest request = ErasureRequest.ofPair(requestId).by(WHO);
      await(ids.stream().<Future<?>>map(id -> producer.send(audit(request, id))).toList());
      await(ids.stream().<Future<?>>map(id -> producer.send(record(null, id, request))).toList());
    } catch (KafkaException e) {
      throw notSent(e);
    }
    return receipts(receipt -> receipt.getPairId() != null, ids.size());
  }

  /**
   * Erases all pairs of a source that came until now.
   *
   * @return a receipt of each, and one of each partition
   * @throws CommandException when Kafka does not take it, or nobody answers
   */
  List<PairErasure> forgetSource(String source) throws InterruptedException {
    listen();
    int partitions;
    try (KafkaProducer<String, byte[]> producer = producer()) {
      partitions = producer.partitionsFor(settings.topic(Topic.IMAGE_TEXT_PAIRS)).size();
      ErasureRequest request = ErasureRequest.ofSource(requestId, source).by(WHO);
      await(List.of(producer.send(audit(request, requestId))));
      List<Future<?>> sent = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        sent.add(producer.send(record(partition, requestId, request)));
      }
      await(sent);
    } catch (KafkaException e) {
      throw notSent(e);
    }
    return receipts(receipt -> receipt.getOutcome() == ErasureOutcome.SOURCE_DONE, partitions);
  }

  @Override
  public void close() {
    log.close();
  }

  private void listen() throws InterruptedException {
    log.start();
    if (!log.awaitPositioned(patience)) {
      throw CommandException.failed(
          "cannot read receipts from "
              + settings.bootstrapServers()
              + "; are its topics there? ./xmcgan provision makes them");
    }
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    if (serdes.decode(Topic.PAIR_ERASURES, PairErasure.class, record.value())
            instanceof Decoded.Value<PairErasure> decoded
        && decoded.value().getRequestId().equals(requestId)) {
      received.add(decoded.value());
    }
  }

  /** All that come until so many have come that count. */
  private List<PairErasure> receipts(Predicate<PairErasure> counts, int wanted)
      throws InterruptedException {
    List<PairErasure> all = new ArrayList<>();
    int counted = 0;
    while (counted < wanted) {
      PairErasure next = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw CommandException.failed(
            "erasure %s is on Kafka, but after %d receipts none came for %d s; is a trainer running?"
                .formatted(requestId, all.size(), patience.toSeconds()));
      }
      all.add(next);
      counted += counts.test(next) ? 1 : 0;
    }
    return all;
  }

  private ProducerRecord<String, byte[]> audit(ErasureRequest request, String key) {
    return AuditEntries.record(
        settings, serdes, AuditEntries.ofRequest(request, key, clock.instant()));
  }

  private ProducerRecord<String, byte[]> record(
      Integer partition, String key, ErasureRequest request) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(settings.topic(Topic.IMAGE_TEXT_PAIRS), partition, key, null);
    request.headers().forEach(record.headers()::add);
    return record;
  }

  private KafkaProducer<String, byte[]> producer() {
    return KafkaClients.producer(settings.producer("xmcgan-forget"));
  }

  private void await(List<Future<?>> sent) throws InterruptedException {
    try {
      for (Future<?> each : sent) {
        each.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw notSent(e);
    }
  }

  private static CommandException notSent(Exception cause) {
    return CommandException.failed(
        "Kafka did not take the erasure, or not all of it: %s; ask again"
            .formatted(cause.getMessage()),
        cause);
  }
}

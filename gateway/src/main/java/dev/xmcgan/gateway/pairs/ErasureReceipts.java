package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells whoever asked for an erasure when its receipt is on pair-erasures. */
@Singleton
public final class ErasureReceipts implements AutoCloseable {
  private final RecordValues values;
  private final Map<String, CompletableFuture<PairErasure>> waiting = new ConcurrentHashMap<>();
  private final TopicLog log;

  ErasureReceipts(KafkaSettings kafka, RecordValues values) {
    this.values = values;
    this.log =
        TopicLog.fromEnd(
            "gateway-pair-erasures",
            kafka,
            Set.of(kafka.topic(Topic.PAIR_ERASURES)),
            0,
            this::received);
  }

  /** Begins to listen. */
  public void start() {
    log.start();
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return log.isAlive();
  }

  /**
   * The receipt of a request; to be asked for before the request goes out.
   *
   * @return done when it is there, exceptionally when that takes longer
   */
  CompletableFuture<PairErasure> of(String requestId, Duration patience) {
    CompletableFuture<PairErasure> receipt = new CompletableFuture<>();
    waiting.put(requestId, receipt);
    return receipt
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((received, late) -> waiting.remove(requestId));
  }

  @Override
  public void close() {
    log.close();
  }

  private void received(ConsumerRecord<String, byte[]> record) {
    if (!waiting.isEmpty()) {
      values.of(Topic.PAIR_ERASURES, PairErasure.class, record).ifPresent(this::completed);
    }
  }

  private void completed(PairErasure erasure) {
    CompletableFuture<PairErasure> receipt = waiting.get(erasure.getRequestId());
    if (receipt != null) {
      receipt.complete(erasure);
    }
  }
}

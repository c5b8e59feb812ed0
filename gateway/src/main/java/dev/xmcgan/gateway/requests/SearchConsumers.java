package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Consumers for searches, one for each at a time; a few stay open for the next ones. */
@Singleton
final class SearchConsumers {
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final int FETCH_BYTES = 4 << 20;
  private static final int FETCH_WAIT_MILLIS = 10;
  private static final int MOST_IDLE = 4;

  /** Each holds what it fetched and what it found. */
  private static final int MOST_AT_ONCE = 8;

  private static final Duration TURN_WITHIN = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final BlockingQueue<KafkaConsumer<String, byte[]>> idle =
      new ArrayBlockingQueue<>(MOST_IDLE);
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);

  SearchConsumers(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Searches with a consumer that nobody else has; one that fails is closed.
   *
   * @throws ApiException 503 when too many search at once
   * @throws KafkaException when Kafka is not there, or the search takes too long
   */
  <T> T with(Function<KafkaConsumer<String, byte[]>, T> search) {
    requireTurn();
    try {
      return inTurn(search);
    } finally {
      turns.release();
    }
  }

  private void requireTurn() {
    try {
      if (turns.tryAcquire(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    throw new ApiException(
        ApiError.unavailable(
            "too_many_searches", "Too much is looked for on Kafka at once.", TURN_WITHIN));
  }

  private <T> T inTurn(Function<KafkaConsumer<String, byte[]>, T> search) {
    KafkaConsumer<String, byte[]> consumer = idle.poll();
    if (consumer == null) {
      consumer = open();
    }
    boolean isGood = false;
    try {
      T found = search.apply(consumer);
      isGood = true;
      return found;
    } catch (IllegalStateException lost) {
      // a client whose connections went while it used them
      throw new KafkaException(lost);
    } finally {
      if (!isGood || !idle.offer(consumer)) {
        consumer.close();
      }
    }
  }

  private KafkaConsumer<String, byte[]> open() {
    Map<String, Object> config = kafka.reader("gateway-search");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // a fetch that waits at the end of one partition holds up the next search
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    config.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(CALL_TIMEOUT.toMillis()));
    return KafkaClients.consumer(config);
  }

  @PreDestroy
  void close() {
    idle.forEach(KafkaConsumer::close);
  }
}

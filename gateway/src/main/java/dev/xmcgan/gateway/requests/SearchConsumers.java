package dev.xmcgan.gateway.requests;

import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Consumers for searches, one for each at a time; a few stay open for the next ones. */
@Singleton
final class SearchConsumers {
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final int FETCH_BYTES = 4 << 20;
  private static final int FETCH_WAIT_MILLIS = 10;
  private static final int MOST_IDLE = 4;

  private final KafkaSettings kafka;
  private final BlockingQueue<KafkaConsumer<String, byte[]>> idle =
      new ArrayBlockingQueue<>(MOST_IDLE);

  SearchConsumers(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Searches with a consumer that nobody else has; one that fails is closed. */
  <T> T with(Function<KafkaConsumer<String, byte[]>, T> search) {
    KafkaConsumer<String, byte[]> consumer = idle.poll();
    if (consumer == null) {
      consumer = open();
    }
    boolean isGood = false;
    try {
      T found = search.apply(consumer);
      isGood = true;
      return found;
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

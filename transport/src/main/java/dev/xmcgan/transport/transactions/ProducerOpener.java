package dev.xmcgan.transport.transactions;

import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens producers under one transactional id, each with the timeout that fits what transactions
 * took so far. Each aborts what one before it left open, and fences it out.
 */
final class ProducerOpener {
  private static final Logger LOG = LoggerFactory.getLogger(ProducerOpener.class);

  private final KafkaSettings settings;
  private final String transactionalId;
  private final MeasuredTimeout timeout;
  private final Optional<Duration> patience;

  /**
   * @param transactionalId without the topic prefix
   * @param patience how long to wait for the broker; empty = as long as it takes
   */
  ProducerOpener(
      KafkaSettings settings,
      String transactionalId,
      TimeoutRange timeouts,
      Optional<Duration> patience) {
    this.settings = settings;
    this.transactionalId = transactionalId;
    this.timeout = new MeasuredTimeout(timeouts);
    this.patience = patience;
  }

  /**
   * Notes how long a transaction took.
   *
   * @return whether the next producer would have another timeout
   */
  boolean hasOtherTimeoutAfter(Duration took) {
    boolean changed = timeout.took(took);
    if (changed) {
      LOG.atInfo()
          .addKeyValue("transactionalId", settings.id(transactionalId))
          .addKeyValue("timeout", timeout.now())
          .log("transactions have another timeout from now on");
    }
    return changed;
  }

  /**
   * One that can begin a transaction.
   *
   * @throws RetriableTransactionException when the broker did not let it write in time
   */
  Producer<String, byte[]> open() {
    Map<String, Object> config = settings.transactionalProducer(transactionalId, timeout.now());
    patience.ifPresent(
        longest -> config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, longest.toMillis()));
    Producer<String, byte[]> opened = KafkaClients.producer(config);
    try {
      while (true) {
        try {
          opened.initTransactions();
          return opened;
        } catch (TimeoutException e) {
          if (patience.isPresent()) {
            throw new RetriableTransactionException(
                "Kafka did not let %s write: %s"
                    .formatted(settings.id(transactionalId), e.getMessage()),
                e);
          }
          LOG.atWarn()
              .addKeyValue("transactionalId", settings.id(transactionalId))
              .addKeyValue("reason", e.getMessage())
              .log("waiting for Kafka to let a producer write");
        }
      }
    } catch (RuntimeException e) {
      opened.close(Duration.ZERO);
      throw e;
    }
  }
}

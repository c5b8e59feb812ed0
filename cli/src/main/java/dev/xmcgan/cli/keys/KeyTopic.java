package dev.xmcgan.cli.keys;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.AuditEntries;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The keys on Kafka, to look at and to change. */
final class KeyTopic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final CompactedTopic<ApiKey> keys;

  private KeyTopic(KafkaSettings settings) {
    this.settings = settings;
    this.serdes = new AvroSerdes(settings);
    this.keys = new CompactedTopic<>(settings, Topic.KEYS, ApiKey.class, serdes);
  }

  /** With all that is there. */
  static KeyTopic open(KafkaSettings settings) throws InterruptedException {
    KeyTopic topic = new KeyTopic(settings);
    topic.keys.start();
    if (!topic.keys.awaitCaughtUp(PATIENCE)) {
      topic.close();
      throw CommandException.failed(
          "cannot read keys from "
              + settings.bootstrapServers()
              + "; are its topics there? ./xmcgan provision makes them");
    }
    return topic;
  }

  /** By their ids. */
  Map<String, ApiKey> all() {
    return keys.all();
  }

  /**
   * Publishes a key as it is now, and in the audit topic who made it so.
   *
   * @param who creates or revokes it
   */
  void put(ApiKey key, String who) {
    try (TransactionalProducer transactions =
        new TransactionalProducer(
            settings, "keys-" + key.getKeyId(), KafkaSettings.TRANSACTION_TIMEOUT, PATIENCE)) {
      transactions.inTransaction(
          transaction -> {
            transaction.send(
                new ProducerRecord<>(
                    settings.topic(Topic.KEYS), key.getKeyId(), serdes.encode(Topic.KEYS, key)));
            transaction.send(AuditEntries.record(settings, serdes, AuditEntries.ofKey(key, who)));
            return null;
          });
    } catch (RetriableTransactionException | KafkaException | IllegalStateException e) {
      throw CommandException.failed("the key was not published: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    keys.close();
  }
}

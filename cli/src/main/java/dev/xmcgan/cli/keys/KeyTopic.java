package dev.xmcgan.cli.keys;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

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

  /** Publishes a key as it is now. */
  void put(ApiKey key) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            settings.producer("xmcgan-keys"), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  settings.topic(Topic.KEYS), key.getKeyId(), serdes.encode(Topic.KEYS, key)))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw CommandException.failed("the key was not published: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted; the key may or may not be published", e);
    }
  }

  @Override
  public void close() {
    keys.close();
  }
}

package dev.xmcgan.gateway.deliveries;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.webhooks.Webhook;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.ConsumerLoop;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the requests that ask for a callback, and sees to it that each is made: all instances are
 * one group on the requests' topic, and a request is committed when its callback came through or
 * was given up. Whoever takes over a partition makes those that are open, so a receiver may hear of
 * a request twice, under the same id, and never not at all.
 */
@Singleton
public final class WebhookDeliveries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliveries.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int MOST_PENDING = 1_000;
  private static final int RECORDS = 100;

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final boolean isOn;
  private final WebhookDelivery delivery;
  private final PendingOffsets pending = new PendingOffsets();
  private final ConsumerLoop loop;

  WebhookDeliveries(
      KafkaSettings kafka, AvroSerdes serdes, GatewayConfig config, WebhookDelivery delivery) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.isOn = config.webhooks().secret().isPresent();
    this.delivery = delivery;
    this.loop = ConsumerLoop.inGroup("gateway-webhooks", this::config, this::follow);
  }

  /** Begins, where there are webhooks; returns at once. */
  public void start() {
    if (isOn) {
      loop.start();
    }
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  private void follow(KafkaConsumer<String, byte[]> consumer) {
    consumer.subscribe(List.of(kafka.topic(Topic.CAPTION_REQUESTS)), new Handover(consumer));
    while (loop.goesOn()) {
      read(consumer);
    }
    commit(consumer);
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    if (pending.size() >= MOST_PENDING) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      receive(record);
    }
    consumer.assignment().forEach(each -> pending.read(each, consumer.position(each)));
    commit(consumer);
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Webhook.of(record.headers())
        .ifPresent(
            webhook -> {
              if (serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value())
                  instanceof Decoded.Value<CaptionRequest> request) {
                pending.opened(partition, record.offset());
                var unused =
                    delivery
                        .deliver(request.value(), webhook)
                        .thenRun(() -> pending.finished(partition, record.offset()));
              }
            });
  }

  private void commit(KafkaConsumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = pending.toCommit();
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets, RETRY);
      pending.committed(offsets);
    }
  }

  private Map<String, Object> config() {
    Map<String, Object> config = kafka.consumer("gateway-webhooks");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
    return config;
  }

  /** What is done is committed before a partition goes. */
  private final class Handover implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    private Handover(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        commit(consumer);
      } catch (KafkaException tooLate) {
        LOG.atInfo().addKeyValue("reason", tooLate.toString()).log("webhooks may be sent again");
      }
      pending.lost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      pending.lost(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.atInfo().addKeyValue("partitions", partitions).log("webhooks of these are made here");
    }
  }

  @Override
  public void close() {
    delivery.close();
    loop.close();
  }
}

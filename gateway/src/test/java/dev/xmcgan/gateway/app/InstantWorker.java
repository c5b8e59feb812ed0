package dev.xmcgan.gateway.app;

import dev.xmcgan.gateway.answers.Answers;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A worker that draws in no time, and answers in transactions as the real one does. */
final class InstantWorker implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final byte[] image;
  private final Thread thread = new Thread(this::run, "instant-worker");
  private volatile boolean stopped;

  /**
   * @param image that it answers everybody with
   */
  InstantWorker(KafkaSettings kafka, byte[] image) {
    this.kafka = kafka;
    this.image = image;
    this.serdes = new AvroSerdes(kafka);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (TransactionalProducer transactions = new TransactionalProducer(kafka, "instant-worker");
        KafkaConsumer<String, byte[]> consumer =
            KafkaClients.consumer(kafka.consumer("instant-workers"))) {
      consumer.subscribe(List.of(kafka.topic(Topic.CAPTION_REQUESTS)));
      while (!stopped) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          answer(records, consumer, transactions);
        }
      }
    }
  }

  private void answer(
      ConsumerRecords<String, byte[]> records,
      KafkaConsumer<String, byte[]> consumer,
      TransactionalProducer transactions) {
    List<ProducerRecord<String, byte[]>> answers = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value())
          instanceof Decoded.Value<CaptionRequest> request) {
        answers.add(
            new ProducerRecord<>(
                kafka.topic(Topic.IMAGE_RESULTS),
                record.key(),
                serdes.encode(
                    Topic.IMAGE_RESULTS,
                    Answers.builder(record.key(), 0, request.value().getCount(), image)
                        .setCaption(request.value().getCaption())
                        .setCheckpointId(FakeWorker.CHECKPOINT)
                        .build())));
      }
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    transactions.commit(answers, offsets, consumer.groupMetadata());
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join(10_000);
  }
}

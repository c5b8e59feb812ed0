package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends many requests at once and waits for all answers. Not thread-safe. */
final class RequestBurst implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS = 1e9;

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> answers;
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private long sent;

  RequestBurst(KafkaSettings kafka) {
    this.kafka = kafka;
    serdes = new AvroSerdes(kafka);
    producer =
        new KafkaProducer<>(
            kafka.producer("bench-requests"), new StringSerializer(), new ByteArraySerializer());
    answers =
        new KafkaConsumer<>(
            kafka.reader("bench-answers"), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    Stream.of(Topic.IMAGE_RESULTS, Topic.GENERATION_FAILURES)
        .flatMap(topic -> answers.partitionsFor(kafka.topic(topic)).stream())
        .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    answers.assign(partitions);
    answers.seekToEnd(partitions);
    partitions.forEach(answers::position);
  }

  /**
   * Sends so many requests for one image each and waits for their answers.
   *
   * @return seconds from the first request to the last answer
   */
  double run(int requests) {
    long begin = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      send();
    }
    producer.flush();
    int answered = 0;
    long progress = System.nanoTime();
    while (answered < requests) {
      var polled = answers.poll(Duration.ofMillis(200));
      if (!polled.isEmpty()) {
        answered += polled.count();
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw CommandException.failed(
            "%d of %d requests were not answered".formatted(requests - answered, requests));
      }
      polled
          .records(kafka.topic(Topic.GENERATION_FAILURES))
          .forEach(
              failure -> {
                throw CommandException.failed("request " + failure.key() + " failed");
              });
    }
    return (System.nanoTime() - begin) / NANOS;
  }

  private void send() {
    String id = "bench-" + run + "-" + sent;
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(DrawingStepsCommand.caption("kafka", sent))
            .build();
    sent++;
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.topic(Topic.CAPTION_REQUESTS),
                id,
                serdes.encode(Topic.CAPTION_REQUESTS, request)));
  }

  @Override
  public void close() {
    producer.close();
    answers.close();
  }
}

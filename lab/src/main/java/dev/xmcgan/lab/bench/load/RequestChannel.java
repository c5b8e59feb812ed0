package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Numbered requests for one image each, and their answers. Not thread-safe. */
public final class RequestChannel implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> answers;
  private final String before = "bench-" + UUID.randomUUID().toString().substring(0, 8) + "-";
  private int sent;
  private int answered;
  private long progress;

  public RequestChannel(KafkaSettings kafka) {
    this.kafka = kafka;
    serdes = new AvroSerdes(kafka);
    producer = KafkaClients.producer(kafka.producer("bench-requests"));
    answers = KafkaClients.consumer(kafka.reader("bench-answers"));
    List<TopicPartition> partitions = new ArrayList<>();
    Stream.of(Topic.IMAGE_RESULTS, Topic.GENERATION_FAILURES)
        .flatMap(topic -> answers.partitionsFor(kafka.topic(topic)).stream())
        .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    answers.assign(partitions);
    answers.seekToEnd(partitions);
    partitions.forEach(answers::position);
  }

  /** Sends the next one; its number is that of those sent before. */
  void send() {
    if (open() == 0) {
      progress = System.nanoTime();
    }
    String id = before + sent;
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(BenchCaptions.of("right", sent))
            .build();
    sent++;
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.topic(Topic.CAPTION_REQUESTS),
                id,
                serdes.encode(Topic.CAPTION_REQUESTS, request)));
  }

  /** Requests without an answer. */
  int open() {
    return sent - answered;
  }

  /**
   * The numbers of requests whose answers came.
   *
   * @param longest to wait for the first of them
   */
  List<Integer> poll(Duration longest) {
    var polled = answers.poll(longest);
    long now = System.nanoTime();
    if (!polled.isEmpty()) {
      progress = now;
    } else if (open() > 0 && now - progress > PATIENCE.toNanos()) {
      throw CommandException.failed("%d requests were not answered".formatted(open()));
    }
    List<Integer> numbers = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> answer : polled) {
      if (answer.topic().equals(kafka.topic(Topic.GENERATION_FAILURES))) {
        throw CommandException.failed("request " + answer.key() + " failed");
      }
      numbers.add(Integer.parseInt(answer.key().substring(before.length())));
    }
    answered += numbers.size();
    return numbers;
  }

  @Override
  public void close() {
    producer.close();
    answers.close();
  }
}

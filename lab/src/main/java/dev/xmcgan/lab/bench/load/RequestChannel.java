package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
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

  /**
   * What came for a request.
   *
   * @param number of the request
   */
  record Answer(int number, ConsumerRecord<String, byte[]> record) {}

  /** Sends the next one; its number is that of those sent before. */
  int send() {
    if (open() == 0) {
      progress = System.nanoTime();
    }
    String id = before + sent;
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(BenchCaptions.of("right", sent))
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.topic(Topic.CAPTION_REQUESTS),
                id,
                serdes.encode(Topic.CAPTION_REQUESTS, request)));
    return sent++;
  }

  /** Requests without an answer. */
  int open() {
    return sent - answered;
  }

  /**
   * The answers that came, in the order of their partitions.
   *
   * @param longest to wait for the first of them
   * @throws CommandException when nothing comes for long
   */
  List<Answer> poll(Duration longest) {
    var polled = answers.poll(longest);
    long now = System.nanoTime();
    if (!polled.isEmpty()) {
      progress = now;
    } else if (open() > 0 && now - progress > PATIENCE.toNanos()) {
      throw CommandException.failed("%d requests were not answered".formatted(open()));
    }
    List<Answer> came = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> answer : polled) {
      came.add(new Answer(Integer.parseInt(answer.key().substring(before.length())), answer));
    }
    answered += came.size();
    return came;
  }

  /** Whether it was not drawn. */
  boolean isFailure(Answer answer) {
    return answer.record().topic().equals(kafka.topic(Topic.GENERATION_FAILURES));
  }

  /** The checkpoint that drew it. */
  String checkpoint(Answer image) {
    if (serdes.decode(Topic.IMAGE_RESULTS, ImageResult.class, image.record().value())
        instanceof Decoded.Value<ImageResult> result) {
      return result.value().getCheckpointId();
    }
    throw CommandException.failed("an answer cannot be read: request " + image.record().key());
  }

  @Override
  public void close() {
    producer.close();
    answers.close();
  }
}

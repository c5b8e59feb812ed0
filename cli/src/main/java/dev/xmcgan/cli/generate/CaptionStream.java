package dev.xmcgan.cli.generate;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws many captions through Kafka, as any other client would: requests out, results and failures
 * back. A bounded number is under way, so that memory does not grow with the captions. An image's
 * file appears whole or not at all.
 */
final class CaptionStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaptionStream.class);

  private static final int UNDER_WAY = 256;
  private static final Duration POLL = Duration.ofMillis(200);

  /** With nothing answered for so long, nobody draws. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final List<Topic> ANSWERS =
      List.of(Topic.IMAGE_RESULTS, Topic.GENERATION_FAILURES);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final String run = "generate-" + UUID.randomUUID();
  private final Map<String, NumberedCaption> underWay = new HashMap<>();
  private final AtomicReference<Exception> unsent = new AtomicReference<>();

  /** What becomes of each caption. */
  interface Outcome {
    /** An image was written. */
    void drawn();

    /** There will be no image. */
    void failed(NumberedCaption caption, String reason);
  }

  /** Connects, and from here on hears every answer. */
  CaptionStream(KafkaSettings settings) {
    this.settings = settings;
    this.serdes = new AvroSerdes(settings);
    this.producer = KafkaClients.producer(settings.producer("generate"));
    this.consumer = KafkaClients.consumer(settings.reader("generate"));
    List<TopicPartition> partitions =
        ANSWERS.stream()
            .flatMap(topic -> consumer.partitionsFor(settings.topic(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // it seeks only when asked where it is
  }

  /**
   * Returns when every caption is drawn or has failed.
   *
   * @param seed the caption with number i is drawn with seed + i
   * @throws CommandException when Kafka takes no requests or nobody answers
   */
  void draw(
      Iterator<NumberedCaption> captions,
      long seed,
      String model,
      ImageFolder folder,
      Outcome outcome)
      throws IOException {
    long answered = System.nanoTime();
    while (captions.hasNext() || !underWay.isEmpty()) {
      while (captions.hasNext() && underWay.size() < UNDER_WAY) {
        send(captions.next(), seed, model);
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        NumberedCaption caption = underWay.get(record.key());
        if (caption != null) {
          answered(record, caption, folder, outcome);
          underWay.remove(record.key());
          answered = System.nanoTime();
        }
      }
      if (unsent.get() != null) {
        throw CommandException.failed(
            "Kafka does not take requests: " + unsent.get().getMessage(), unsent.get());
      }
      if (System.nanoTime() - answered > PATIENCE.toNanos()) {
        throw CommandException.failed(
            "nothing was answered for %d s; run the same command again to go on"
                .formatted(PATIENCE.toSeconds()));
      }
    }
  }

  private void send(NumberedCaption caption, long seed, String model) {
    String id = run + "-" + caption.number();
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(caption.text())
            .setSeed(seed + caption.number())
            .setModel(model)
            .setTenant("generate")
            .build();
    underWay.put(id, caption);
    producer.send(
        new ProducerRecord<>(
            settings.topic(Topic.CAPTION_REQUESTS),
            id,
            serdes.encode(Topic.CAPTION_REQUESTS, request)),
        (metadata, exception) -> {
          if (exception != null) {
            unsent.compareAndSet(null, exception);
          }
        });
  }

  /** An answer that cannot be decoded is one, too: no better one comes. */
  private void answered(
      ConsumerRecord<String, byte[]> record,
      NumberedCaption caption,
      ImageFolder folder,
      Outcome outcome)
      throws IOException {
    if (record.topic().equals(settings.topic(Topic.IMAGE_RESULTS))) {
      Optional<ImageResult> image =
          value(serdes.decode(Topic.IMAGE_RESULTS, ImageResult.class, record.value()), record);
      if (image.isPresent()) {
        folder.write(caption, image.get().getImage());
        outcome.drawn();
      } else {
        outcome.failed(caption, "its image cannot be decoded");
      }
    } else {
      outcome.failed(
          caption,
          value(
                  serdes.decode(Topic.GENERATION_FAILURES, GenerationFailure.class, record.value()),
                  record)
              .map(failure -> failure.getCode() + ": " + failure.getMessage())
              .orElse("its failure cannot be decoded"));
    }
  }

  private static <T> Optional<T> value(Decoded<T> decoded, ConsumerRecord<String, byte[]> record) {
    if (decoded instanceof Decoded.Value<T> value) {
      return Optional.of(value.value());
    } else if (decoded instanceof Decoded.Undecodable<T> undecodable) {
      LOG.atWarn()
          .addKeyValue("requestId", record.key())
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", undecodable.reason())
          .log("an answer cannot be decoded");
      return Optional.empty();
    }
    throw new IllegalStateException("no such outcome: " + decoded);
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}

package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Asks for one image over Kafka alone: a record produced, a worker's transaction, its answer read
 * by a consumer of committed records. What a gateway cannot be quicker than. Thread-safe.
 */
public final class KafkaRoundTrip implements ClosedLoad.RoundTrip, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong captions = new AtomicLong();
  private final TopicLog answers;

  /** Returns when no answer can be missed any more. */
  public KafkaRoundTrip(KafkaSettings kafka) throws InterruptedException {
    this.kafka = kafka;
    this.serdes = new AvroSerdes(kafka);
    this.producer = KafkaClients.producer(kafka.producer("bench-bare"));
    this.answers =
        TopicLog.fromEnd(
            "bench-bare-answers",
            kafka,
            Set.of(kafka.topic(Topic.IMAGE_RESULTS)),
            0,
            record -> answered(record.key()));
    answers.start();
    if (!answers.awaitPositioned(PATIENCE)) {
      throw CommandException.failed("Kafka's answers cannot be read");
    }
  }

  @Override
  public void make() throws Exception {
    String id = UUID.randomUUID().toString();
    CompletableFuture<Void> answered = new CompletableFuture<>();
    waiting.put(id, answered);
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(BenchCaptions.of("web", captions.getAndIncrement()))
            .build();
    producer.send(
        new ProducerRecord<>(
            kafka.topic(Topic.CAPTION_REQUESTS),
            id,
            serdes.encode(Topic.CAPTION_REQUESTS, request)),
        (sent, failure) -> {
          if (failure != null) {
            answered.completeExceptionally(failure);
          }
        });
    try {
      answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw CommandException.failed("request " + id + " was not answered");
    }
  }

  private void answered(String id) {
    CompletableFuture<Void> who = waiting.remove(id);
    if (who != null) {
      who.complete(null);
    }
  }

  @Override
  public void close() {
    answers.close();
    producer.close();
  }
}

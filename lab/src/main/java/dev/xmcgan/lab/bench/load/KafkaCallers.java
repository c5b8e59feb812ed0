package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ask over Kafka alone: a record produced, a worker's transaction, its answer read by a consumer of
 * committed records. What a gateway cannot be quicker than. The thread that reads asks again.
 */
public final class KafkaCallers implements Callers, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final TopicLog answers;

  /** When each request that waits was sent. */
  private final Map<String, Long> waiting = new HashMap<>();

  private ClosedTurn turn;
  private RuntimeException failure;
  private long captions;

  /** Returns when no answer can be missed any more. */
  public KafkaCallers(KafkaSettings kafka) throws InterruptedException {
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
  public synchronized Latencies run(int callers, Duration length) throws InterruptedException {
    turn = new ClosedTurn(System.nanoTime(), length);
    for (int caller = 0; caller < callers; caller++) {
      ask();
    }
    long deadline = System.nanoTime() + length.plus(PATIENCE).toNanos();
    while (!waiting.isEmpty() && failure == null) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw CommandException.failed("%d requests were not answered".formatted(waiting.size()));
      }
      wait(left);
    }
    if (failure != null) {
      throw failure;
    }
    return turn.seen();
  }

  private void ask() {
    String id = UUID.randomUUID().toString();
    CaptionRequest request =
        CaptionRequest.newBuilder()
            .setRequestId(id)
            .setCaption(BenchCaptions.of("web", captions++))
            .build();
    waiting.put(id, System.nanoTime());
    producer.send(
        new ProducerRecord<>(
            kafka.topic(Topic.CAPTION_REQUESTS),
            id,
            serdes.encode(Topic.CAPTION_REQUESTS, request)),
        (sent, refused) -> {
          if (refused != null) {
            failed(refused);
          }
        });
  }

  private synchronized void failed(Exception refused) {
    failure = new IllegalStateException("a request was not sent", refused);
    notifyAll();
  }

  private synchronized void answered(String id) {
    if (turn.answered(waiting.remove(id), System.nanoTime())) {
      ask();
    } else if (waiting.isEmpty()) {
      notifyAll();
    }
  }

  @Override
  public void close() {
    answers.close();
    producer.close();
  }
}

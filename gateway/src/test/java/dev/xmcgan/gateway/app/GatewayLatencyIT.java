package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * From HTTP in to HTTP out with a worker that takes no time, against the same round trip over Kafka
 * without a gateway: a record produced, a transaction of the worker, its answer read.
 */
class GatewayLatencyIT {
  private static final int[] CALLERS = {1, 32, 256};

  /** A few, to see that all are answered; for figures set {@code -Dlatency.requests=1500}. */
  private static final int REQUESTS = Integer.getInteger("latency.requests", 100);

  private static final int WARM_UP = REQUESTS / 5;

  private static KafkaSettings kafka;
  private static InstantWorker worker;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    kafka = SharedKafka.provision("latency-");
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    worker = new InstantWorker(kafka);
    gateway = new GatewayProcess("latency", kafka, Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    worker.close();
  }

  /** Something that takes a caption and comes back when it is drawn. */
  @FunctionalInterface
  private interface RoundTrip {
    void make() throws Exception;
  }

  @Test
  void theWayThroughTheGatewayIsToldAgainstTheBareOne() throws Exception {
    try (BareCaller bare = new BareCaller(kafka)) {
      for (int callers : CALLERS) {
        // given
        measure(callers, WARM_UP, bare::make);
        measure(callers, WARM_UP, GatewayLatencyIT::overHttp);

        // when
        Figures direct = measure(callers, REQUESTS, bare::make);
        Figures http = measure(callers, REQUESTS, GatewayLatencyIT::overHttp);

        // then
        System.out.printf(
            "%d callers: HTTP %s; bare round trip %s; p50 x %.2f%n",
            callers, http, direct, http.p50() / direct.p50());
        assertThat(http.requests()).as("answered").isEqualTo(REQUESTS);
      }
    }
  }

  private static void overHttp() throws Exception {
    JsonNode drawn =
        gateway
            .post("/v1/images/generations", Map.of("prompt", "a red circle"))
            .get(60, TimeUnit.SECONDS);
    assertThat(drawn.path("data")).as(drawn.toString()).hasSize(1);
  }

  /**
   * @param requests that were answered
   * @param p50 milliseconds
   * @param p99 milliseconds
   */
  private record Figures(long requests, double perSecond, double p50, double p99) {
    @Override
    public String toString() {
      return "%.0f/s, p50 %.1f ms, p99 %.1f ms".formatted(perSecond, p50, p99);
    }
  }

  private static Figures measure(int callers, int requests, RoundTrip trip) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    long[] nanos = new long[requests];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    try {
      Future<?>[] all =
          IntStream.range(0, callers)
              .mapToObj(
                  caller ->
                      pool.submit(
                          () -> {
                            for (int i = next.getAndIncrement();
                                i < requests;
                                i = next.getAndIncrement()) {
                              long sent = System.nanoTime();
                              trip.make();
                              nanos[i] = System.nanoTime() - sent;
                            }
                            return null;
                          }))
              .toArray(Future<?>[]::new);
      for (Future<?> each : all) {
        each.get(3, TimeUnit.MINUTES);
      }
    } finally {
      pool.shutdownNow();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(nanos);
    return new Figures(
        Arrays.stream(nanos).filter(took -> took > 0).count(),
        requests / seconds,
        nanos[requests / 2] / 1e6,
        nanos[requests * 99 / 100] / 1e6);
  }

  /** Asks over Kafka alone. */
  private static final class BareCaller implements AutoCloseable {
    private final KafkaSettings kafka;
    private final AvroSerdes serdes;
    private final RecordIds ids = new RecordIds(new SecureRandom(), Clock.systemUTC());
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final TopicLog answers;

    private BareCaller(KafkaSettings kafka) throws InterruptedException {
      this.kafka = kafka;
      this.serdes = new AvroSerdes(kafka);
      this.producer = KafkaClients.producer(kafka.producer("bare"));
      this.answers =
          TopicLog.fromEnd(
              "bare-answers",
              kafka,
              Set.of(kafka.topic(Topic.IMAGE_RESULTS)),
              0,
              record -> {
                CompletableFuture<Void> who = waiting.remove(record.key());
                if (who != null) {
                  who.complete(null);
                }
              });
      answers.start();
      answers.awaitCaughtUp(Duration.ofSeconds(30));
    }

    private void make() throws Exception {
      String id = ids.next();
      CompletableFuture<Void> answered = new CompletableFuture<>();
      waiting.put(id, answered);
      CaptionRequest request =
          CaptionRequest.newBuilder()
              .setRequestId(id)
              .setCaption("a red circle")
              .setSeed(1L)
              .build();
      producer.send(
          new ProducerRecord<>(
              kafka.topic(Topic.CAPTION_REQUESTS),
              id,
              serdes.encode(Topic.CAPTION_REQUESTS, request)));
      answered.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      answers.close();
      producer.close();
    }
  }
}

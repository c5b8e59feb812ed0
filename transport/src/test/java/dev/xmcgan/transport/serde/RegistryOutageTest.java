package dev.xmcgan.transport.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.message.RawMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that is away must not turn good records into dead letters. */
class RegistryOutageTest {

  static {
    DecodingLimits.apply(); // before the builder below fills in the default of an array
  }

  private static final int ID = 7;
  private static final Release RELEASE =
      Release.newBuilder()
          .setChannel("stable")
          .setCheckpointId("c1")
          .setReleasedBy("test")
          .setReason("because")
          .setReleasedAt(Instant.EPOCH)
          .build();

  private final AtomicInteger failuresLeft = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger unreadAnswersLeft = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private HttpServer registry;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext("/apis/ccompat/v7/schemas/ids/", this::answer);
    registry.createContext("/apis/ccompat/v7/subjects", exchange -> send(exchange, 200, "[]"));
    registry.createContext(
        "/health/ready", exchange -> send(exchange, unreadAnswersLeft.get() > 0 ? 503 : 200, "{}"));
    registry.start();
  }

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
  }

  @Test
  void aRegistryThatIsDownIsReportedAsRetriable() throws Exception {
    // given
    registry.stop(0);
    AvroSerdes serdes = serdes(Duration.ofMillis(300));

    // when, then
    assertThatThrownBy(() -> serdes.decode(Topic.RELEASES, Release.class, framed(RELEASE)))
        .isInstanceOf(RegistryUnavailableException.class)
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("did not answer");
    assertThatThrownBy(() -> serdes.encode(Topic.RELEASES, RELEASE))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void aRegistryThatComesBackInTimeIsWaitedFor() throws Exception {
    // given
    failuresLeft.set(3);

    // when
    Decoded<Release> decoded =
        serdes(Duration.ofSeconds(30)).decode(Topic.RELEASES, Release.class, framed(RELEASE));

    // then
    assertThat(decoded).isEqualTo(new Decoded.Value<>(RELEASE));
  }

  @Test
  void aRegistryThatHasNotReadItsStoreYetIsNotBelieved() throws Exception {
    // given
    unreadAnswersLeft.set(5);

    // when
    Decoded<Release> decoded =
        serdes(Duration.ofSeconds(30)).decode(Topic.RELEASES, Release.class, framed(RELEASE));

    // then
    assertThat(decoded).isEqualTo(new Decoded.Value<>(RELEASE));
  }

  @Test
  void aRecordThatCouldNotBeDecidedIsDecidedLater() throws Exception {
    // given
    failuresLeft.set(1_000_000);
    AvroSerdes serdes = serdes(Duration.ofMillis(300));
    assertThatThrownBy(() -> serdes.decode(Topic.RELEASES, Release.class, framed(RELEASE)))
        .isInstanceOf(RegistryUnavailableException.class);

    // when
    failuresLeft.set(0);

    // then
    assertThat(serdes.decode(Topic.RELEASES, Release.class, framed(RELEASE)))
        .isEqualTo(new Decoded.Value<>(RELEASE));
  }

  @Test
  void schemasOnceSeenNeedNoRegistry() throws Exception {
    // given
    AvroSerdes serdes = serdes(Duration.ofSeconds(30));
    serdes.decode(Topic.RELEASES, Release.class, framed(RELEASE));

    // when
    registry.stop(0);

    // then
    assertThat(serdes.decode(Topic.RELEASES, Release.class, framed(RELEASE)))
        .isEqualTo(new Decoded.Value<>(RELEASE));
  }

  @Test
  void aFloodOfOneUnknownIdAsksTwiceAndNotAThousandTimes() throws Exception {
    // given
    AvroSerdes serdes = serdes(Duration.ofSeconds(30));
    byte[] unknown = framed(RELEASE);
    ByteBuffer.wrap(unknown).putInt(1, 99);

    // when
    for (int i = 0; i < 1_000; i++) {
      assertThat(serdes.decode(Topic.RELEASES, Release.class, unknown))
          .isInstanceOf(Decoded.Undecodable.class);
    }

    // then: twice a second at most
    assertThat(questions.get()).isBetween(2, 100);
  }

  @Test
  void interruptionEndsTheWait() throws Exception {
    // given
    failuresLeft.set(1_000_000);
    AvroSerdes serdes = serdes(Duration.ofHours(1));
    byte[] framed = framed(RELEASE);
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                serdes.decode(Topic.RELEASES, Release.class, framed);
                outcome.complete(null);
              } catch (RuntimeException e) {
                outcome.complete(e);
              }
            });
    worker.start();
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

    // when
    worker.interrupt();

    // then
    assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void aBodyThatClaimsImpossibleLengthsTakesNoMemory() {
    // given a body that starts with a string of 2,000,000,000 bytes, twice what this JVM may take
    byte[] hostile = {0, 0, 0, 0, ID, (byte) 0x80, (byte) 0xd0, (byte) 0xac, (byte) 0xf3, 0x0e, 1};

    // when
    Decoded<Release> decoded =
        serdes(Duration.ofSeconds(30)).decode(Topic.RELEASES, Release.class, hostile);

    // then
    assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
    assertThat(((Decoded.Undecodable<Release>) decoded).reason())
        .contains("no Release under schema 7");
  }

  private AvroSerdes serdes(Duration patience) {
    return new AvroSerdes(
        new KafkaSettings(
            "broker:9092", "http://127.0.0.1:" + registry.getAddress().getPort(), "", Map.of()),
        patience);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.countDown();
    questions.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    if (unreadAnswersLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      send(exchange, 404, "{\"status\":404,\"title\":\"no such content\"}");
    } else if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      send(exchange, 503, "{\"status\":503,\"title\":\"starting\"}");
    } else if (path.endsWith("/" + ID)) {
      send(
          exchange,
          200,
          "{\"schema\":" + TextNode.valueOf(Release.getClassSchema().toString()) + "}");
    } else {
      send(exchange, 404, "{\"status\":404,\"title\":\"no such content\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static byte[] framed(Release release) throws IOException {
    ByteBuffer body =
        new RawMessageEncoder<Release>(
                SpecificData.getForClass(Release.class), Release.getClassSchema())
            .encode(release);
    return ByteBuffer.allocate(5 + body.remaining()).put((byte) 0).putInt(ID).put(body).array();
  }
}

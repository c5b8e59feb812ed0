package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand callers that ask for large images and read nothing, on the packaged gateway. */
@EnabledOnOs(OS.LINUX)
class SlowReadersIT {
  private static final int CLIENTS = 1_000;

  /** About 300 KB of PNG, more than a socket takes whose client does not read. */
  private static final int EDGE = 320;

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
  private static final long MIB = 1 << 20;

  /** The heap, and a little beside it. */
  private static final long BOUND = (256 + 64) * MIB;

  private static final String UNREAD = "xmcgan_gateway_unread_answer_bytes";
  private static final String CONNECTIONS = "http_server_active_connections{";
  private static final String WAITING = "xmcgan_gateway_waiting";

  private final List<Socket> sockets = new ArrayList<>();
  private InstantWorker worker;
  private GatewayProcess gateway;

  @BeforeEach
  void start() throws Exception {
    KafkaSettings kafka = SharedKafka.provision("slow-readers-");
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    worker = new InstantWorker(kafka, noise());
    gateway =
        new GatewayProcess(
            "slow-readers",
            kafka,
            Map.of("xmcgan.gateway.http.read-timeout", READ_TIMEOUT.toSeconds() + "s"));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    gateway.close();
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoAsksForImagesAndReadsNothingIsCutOff(boolean stream) throws Exception {
    // given
    draw();
    String body = "{\"prompt\": \"a red circle\", \"stream\": %s}".formatted(stream);
    String request =
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);

    // then
    holds(request, stream ? "streams of images" : "images");
  }

  @Test
  void whoFetchesAnImageByItsUrlAndReadsNothingIsCutOff() throws Exception {
    // given
    String url =
        gateway
            .post(
                "/v1/images/generations",
                Map.of("prompt", "a red circle", "response_format", "url"))
            .get(30, TimeUnit.SECONDS)
            .path("data")
            .path(0)
            .path("url")
            .asText();

    // then
    holds(
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(URI.create(url).getPath()),
        "images by URL");
  }

  /** A thousand send that and read nothing: memory is bounded, and others are served again. */
  private void holds(String request, String what) throws Exception {
    long before = gateway.residentBytes();
    for (int client = 0; client < CLIENTS; client++) {
      sockets.add(connect(request));
    }
    long[] most = {0, 0};
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> {
              long unread = (long) gateway.metric(UNREAD);
              most[0] = Math.max(most[0], gateway.residentBytes() - before);
              most[1] = Math.max(most[1], unread);
              return most[1] > 0 && unread == 0 && gateway.metric(WAITING) == 0;
            });
    draw();
    long cutOff = cutOff();
    System.out.printf(
        "%d readers of %s that read nothing: +%d MiB resident at most, %d MiB of answers unread at"
            + " most, %d cut off%n",
        CLIENTS, what, most[0] / MIB, most[1] / MIB, cutOff);
    assertThat(most[0]).isLessThan(BOUND);
    assertThat(gateway.get("/q/health/live").statusCode()).isEqualTo(200);
  }

  /** How many of their connections the gateway has closed; one is this test's own. */
  private long cutOff() throws Exception {
    double open =
        gateway
            .get("/q/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith(CONNECTIONS))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    return Math.max(0, CLIENTS + 1 - Math.round(open));
  }

  private void draw() throws Exception {
    JsonNode drawn =
        gateway
            .post("/v1/images/generations", Map.of("prompt", "a red circle"))
            .get(30, TimeUnit.SECONDS);
    assertThat(drawn.path("data")).as(drawn.toString()).hasSize(1);
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static byte[] noise() {
    byte[] rgb = new byte[EDGE * EDGE * RgbImage.COLOURS];
    new Random(1).nextBytes(rgb);
    return PngFile.encode(RgbImage.square(EDGE, rgb));
  }
}

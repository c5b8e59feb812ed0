package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A thousand listeners that read nothing, on the packaged gateway in a small heap. */
class ManyClientsIT {
  private static final int CLIENTS = 1_000;
  private static final int EVENTS = 400;
  private static final long MIB = 1 << 20;

  private KafkaSettings kafka;
  private FakeWorker worker;
  private GatewayProcess gateway;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    kafka = SharedKafka.provision("many-clients-");
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    worker = new FakeWorker(kafka);
    gateway = new GatewayProcess("many-clients", kafka, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    gateway.close();
    worker.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThousandListenersThatReadNothingCostLittleAndHoldNobodyUp() throws Exception {
    // given
    draw();
    long before = gateway.residentBytes();
    Duration cpu = gateway.cpu();
    Instant begin = Instant.now();

    // when: they connect, and then never read
    for (int client = 0; client < CLIENTS; client++) {
      sockets.add(listen());
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> gateway.metric("xmcgan_gateway_events_clients") == CLIENTS);
    long connected = gateway.residentBytes();
    try (Records records = new Records(kafka)) {
      for (int step = 0; step < EVENTS; step++) {
        records.send(Topic.TRAINING_METRICS, "trainer", metrics(step));
      }
    }

    // then: whoever asks for an image gets it, and memory is bounded
    draw();
    long told = gateway.residentBytes();
    System.out.printf(
        "%d event streams: +%d MiB resident when connected, +%d MiB after %d events that nobody"
            + " reads; %.1f s of CPU in %d s%n",
        CLIENTS,
        (connected - before) / MIB,
        (told - before) / MIB,
        EVENTS,
        gateway.cpu().minus(cpu).toMillis() / 1e3,
        Duration.between(begin, Instant.now()).toSeconds());
    assertThat(told - before).isLessThan(256 * MIB);
  }

  private void draw() throws Exception {
    JsonNode drawn =
        gateway
            .post("/v1/images/generations", Map.of("prompt", "a red circle"))
            .get(30, TimeUnit.SECONDS);
    assertThat(drawn.path("data")).as(drawn.toString()).hasSize(1);
  }

  private Socket listen() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
    socket
        .getOutputStream()
        .write(
            "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static TrainingMetrics metrics(int step) {
    Map<String, Double> scalars = new TreeMap<>();
    for (int scalar = 0; scalar < 20; scalar++) {
      scalars.put("some_loss_" + scalar, step / 7.0);
    }
    return Published.metrics("trainer", step).setScalars(scalars).build();
  }
}

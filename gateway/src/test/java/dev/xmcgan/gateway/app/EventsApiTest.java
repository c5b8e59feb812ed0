package dev.xmcgan.gateway.app;

import static dev.xmcgan.gateway.app.Published.THEN;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.gateway.app.EventStreamClient.Event;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class EventsApiTest {

  @Inject KafkaSettings kafka;

  @TestHTTPResource("/v1/events")
  URI uri;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void aNewcomerIsToldTheNewestThenWhatComes() throws Exception {
    try (Records records = new Records(kafka);
        EventStreamClient early = new EventStreamClient(uri)) {
      // given
      Published.worker(records, "replayed", WorkerState.STARTING);
      Published.worker(records, "replayed", WorkerState.SERVING);
      Published.metrics(records, "trainer-1", 10);
      await().atMost(Ready.PATIENCE).until(() -> states(early, "replayed").contains("SERVING"));
      await().atMost(Ready.PATIENCE).until(() -> !early.events("metrics").isEmpty());

      try (EventStreamClient newcomer = new EventStreamClient(uri)) {
        // when
        await().atMost(Ready.PATIENCE).until(() -> !newcomer.events("metrics").isEmpty());
        Published.worker(records, "replayed", WorkerState.STOPPED);
        Published.metrics(records, "trainer-1", 20);

        // then
        await()
            .atMost(Ready.PATIENCE)
            .untilAsserted(
                () -> {
                  assertThat(states(newcomer, "replayed")).containsExactly("SERVING", "STOPPED");
                  assertThat(steps(newcomer)).containsSubsequence(10L, 20L);
                });
        assertThat(newcomer.header("content-type")).startsWith("text/event-stream");
        assertThat(newcomer.header("cache-control")).isEqualTo("no-store");
      }
    }
  }

  @Test
  void aReleaseIsToldWithItsCheckpointsStep() throws Exception {
    try (Records records = new Records(kafka);
        EventStreamClient client = new EventStreamClient(uri)) {
      // given: the manifest comes after the release that names it
      Published.release(records, "nightly", "late-manifest");
      await().atMost(Ready.PATIENCE).until(() -> !releases(client, "nightly").isEmpty());

      // when
      Published.checkpoint(records, "late-manifest", 77);

      // then
      await().atMost(Ready.PATIENCE).until(() -> releases(client, "nightly").size() == 2);
      List<Event> told = releases(client, "nightly");
      assertThat(told.get(0).data().has("step")).isFalse();
      assertThat(told.get(1).data().get("step").asLong()).isEqualTo(77);
      assertThat(told.get(1).data().get("image_size").asInt()).isEqualTo(64);
      assertThat(told.get(1).data().get("released_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
    }
  }

  @Test
  void aWorkerIsToldWithTheFreshnessOfItsRelease() throws Exception {
    try (Records records = new Records(kafka);
        EventStreamClient client = new EventStreamClient(uri)) {
      // given
      Published.worker(records, "fresh", WorkerState.SERVING);
      await().atMost(Ready.PATIENCE).until(() -> !states(client, "fresh").isEmpty());

      // when
      Published.worker(records, "fresh", new Freshness("c-2", 40L, 31_500L, 52_000L, THEN));

      // then
      await().atMost(Ready.PATIENCE).until(() -> states(client, "fresh").size() == 2);
      List<JsonNode> told =
          client.events("worker").stream()
              .map(Event::data)
              .filter(worker -> worker.get("id").asText().equals("fresh"))
              .toList();
      assertThat(told.get(0).has("freshness")).isFalse();
      JsonNode freshness = told.get(1).get("freshness");
      assertThat(freshness.get("checkpoint").asText()).isEqualTo("c-2");
      assertThat(freshness.get("pairs").asLong()).isEqualTo(40);
      assertThat(freshness.get("median_seconds").asDouble()).isEqualTo(31.5);
      assertThat(freshness.get("p90_seconds").asDouble()).isEqualTo(52);
      assertThat(freshness.get("served_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
    }
  }

  @Test
  void anIdleStreamBeats() throws Exception {
    try (EventStreamClient client = new EventStreamClient(uri)) {
      await().atMost(Ready.PATIENCE).until(() -> client.comments().size() >= 3);
    }
  }

  @Test
  void aClientThatHangsUpIsForgotten() throws Exception {
    // given
    EventStreamClient client = new EventStreamClient(uri);
    await().atMost(Ready.PATIENCE).until(() -> connectedClients() >= 1);

    // when
    client.close();

    // then
    await().atMost(Ready.PATIENCE).until(() -> connectedClients() == 0);
  }

  private static double connectedClients() {
    return get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("xmcgan_gateway_events_clients"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static List<String> states(EventStreamClient client, String worker) {
    return client.events("worker").stream()
        .filter(event -> event.data().get("id").asText().equals(worker))
        .map(event -> event.data().get("state").asText())
        .toList();
  }

  private static List<Long> steps(EventStreamClient client) {
    return client.events("metrics").stream()
        .map(event -> event.data().get("step").asLong())
        .toList();
  }

  private static List<Event> releases(EventStreamClient client, String channel) {
    return client.events("release").stream()
        .filter(event -> event.data().get("channel").asText().equals(channel))
        .toList();
  }
}

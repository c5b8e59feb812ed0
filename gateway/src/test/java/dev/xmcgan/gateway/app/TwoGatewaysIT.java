package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Two gateways as processes of their own on one Kafka. */
@Tag("promise-1")
class TwoGatewaysIT {
  private static final String WAIT = "wait=55";
  private static final int REQUESTS = 60;
  private static final int TOGETHER = 24;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "xmcgan.gateway.answer-timeout", "5m",
          "xmcgan.gateway.webhooks.secret", "0123456789abcdef0123456789abcdef",
          "xmcgan.gateway.webhooks.private-addresses", "true");

  private KafkaSettings kafka;
  private FakeWorker worker;
  private GatewayProcess one;
  private GatewayProcess two;

  @BeforeEach
  void start(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    kafka = SharedKafka.provision(name + "-");
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    worker = new FakeWorker(kafka);
    one = new GatewayProcess(name + "-one", kafka, SETTINGS);
    two = new GatewayProcess(name + "-two", kafka, SETTINGS);
    for (GatewayProcess each : List.of(one, two)) {
      await()
          .atMost(Ready.PATIENCE)
          .until(() -> each.metric("xmcgan_gateway_home_partitions") == 3);
    }
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    two.close();
    worker.close();
  }

  @Test
  void anyKnowsAnyRequestAndEachReadsItsOwnAnswersAlone() throws Exception {
    // when: half of all is asked of each
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      GatewayProcess each = i % 2 == 0 ? one : two;
      answers.add(each.post("/v1/requests", Map.of("prompt", "circle " + i), "Prefer", WAIT));
    }
    List<String> ids = new ArrayList<>();
    for (CompletableFuture<JsonNode> answer : answers) {
      JsonNode done = answer.get(60, TimeUnit.SECONDS);
      assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
      ids.add(done.path("id").asText());
    }

    // then: no image went to both
    double readByOne = one.metric("xmcgan_gateway_answers_read_total");
    double readByTwo = two.metric("xmcgan_gateway_answers_read_total");
    assertThat(readByOne + readByTwo).isEqualTo(REQUESTS);
    assertThat(readByOne).isEqualTo(REQUESTS / 2.0);

    // and: each knows those of the other, and shows their images
    JsonNode seen = two.ask("/v1/requests/" + ids.get(0)).get(30, TimeUnit.SECONDS);
    assertThat(seen.path("status").asText()).isEqualTo("done");
    assertThat(two.get("/v1/images/" + ids.get(0) + "/0").statusCode()).isEqualTo(200);
    assertThat(one.ask("/v1/requests?limit=50").get(30, TimeUnit.SECONDS).path("data")).hasSize(50);
  }

  @Test
  void whoWaitsIsAnsweredThoughAnotherGatewayTakesPartitionsOver() throws Exception {
    // given: requests that are drawn once the last of them comes
    Map<String, Object> body = Map.of("prompt", "together %d rings".formatted(TOGETHER));
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    for (int i = 1; i < TOGETHER; i++) {
      answers.add(one.post("/v1/requests", body, "Prefer", "wait=280"));
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> one.metric("xmcgan_gateway_waiting") == TOGETHER - 1);

    // when: what two had is shared by three
    try (GatewayProcess three = new GatewayProcess("third-gateway", kafka, SETTINGS)) {
      for (GatewayProcess each : List.of(one, two, three)) {
        await()
            .atMost(Ready.PATIENCE)
            .until(() -> each.metric("xmcgan_gateway_home_partitions") == 2);
      }
      answers.add(two.post("/v1/requests", body, "Prefer", "wait=280"));

      // then
      for (CompletableFuture<JsonNode> answer : answers) {
        JsonNode done = answer.get(60, TimeUnit.SECONDS);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
      }
    }
  }

  @Test
  void whoWaitsElsewhereIsAnsweredWhenTheGatewayThatTookItIsKilled() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      // given: a request that is drawn when another like it comes, waited for at both
      JsonNode taken =
          one.post(
                  "/v1/requests", Map.of("prompt", "together 2 circles", "webhook", receiver.url()))
              .get(30, TimeUnit.SECONDS);
      String id = taken.path("id").asText();
      CompletableFuture<JsonNode> lost = one.ask("/v1/requests/" + id, "Prefer", WAIT);
      CompletableFuture<JsonNode> kept = two.ask("/v1/requests/" + id, "Prefer", WAIT);
      try (EventStreamClient events =
          new EventStreamClient(two.url("/v1/requests/" + id + "/events"))) {
        await().atMost(Ready.PATIENCE).until(() -> two.metric("xmcgan_gateway_waiting") >= 1);

        // when
        one.kill();
        JsonNode other =
            two.post("/v1/requests", Map.of("prompt", "together 2 circles"), "Prefer", WAIT)
                .get(60, TimeUnit.SECONDS);

        // then: its own request is answered too, with half of the partitions without an owner
        assertThat(other.path("status").asText()).isEqualTo("done");
        assertThat(lost).failsWithin(Duration.ofSeconds(30));
        JsonNode answered = kept.get(60, TimeUnit.SECONDS);
        assertThat(answered.path("status").asText()).as(answered.toString()).isEqualTo("done");
        await().atMost(Ready.PATIENCE).until(() -> events.events("done").size() == 1);
      }

      // and: what the dead one had promised to tell is told by the other
      await().atMost(Duration.ofMinutes(2)).until(() -> !receiver.calls().isEmpty());
      assertThat(receiver.calls().get(0).header("webhook-id")).isEqualTo(id);
      // its partitions go over when the group has missed it for long enough
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> assertThat(two.metric("xmcgan_gateway_home_partitions")).isEqualTo(6));
    }
  }
}

package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class SystemApiTest {
  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void whatWasGivenUpIsToldWithItsReason() {
    // given
    try (Records records = new Records(kafka)) {
      records.send(
          Topic.REJECTED_PAIRS,
          "a pair",
          RejectedPair.newBuilder()
              .setPairId("a pair")
              .setReason(RejectionReason.BROKEN_IMAGE)
              .setDetail("cut off in the middle")
              .setSource("test")
              .setRejectedAt(Published.THEN)
              .build());
      records.send(
          DeadLetters.of(
              kafka,
              new ConsumerRecord<>("requests", 3, 17, "key", "value"),
              new byte[] {1, 2, 3},
              "not Avro"));
    }

    // then
    given()
        .get("/v1/system")
        .then()
        .statusCode(200)
        .body("rejected_pairs[0].id", equalTo("a pair"))
        .body("rejected_pairs[0].reason", equalTo("broken_image"))
        .body("rejected_pairs[0].detail", containsString("cut off"))
        .body("dead_letters[0].record", equalTo("requests-3@17"))
        .body("dead_letters[0].reason", equalTo("not Avro"));
  }

  @Test
  void whatWaitsIsCounted() {
    // given
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("prompt", FakeWorker.IGNORED, "n", 3))
            .post("/v1/requests")
            .path("id");

    // then
    given()
        .get("/v1/system")
        .then()
        .body("queue.images", greaterThanOrEqualTo(3))
        .body("queue.requests", greaterThanOrEqualTo(1));
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () -> given().get("/v1/system").then().body("queue.oldest_seconds", greaterThan(0f)));
    given().delete("/v1/requests/" + id).then().statusCode(202);
  }
}

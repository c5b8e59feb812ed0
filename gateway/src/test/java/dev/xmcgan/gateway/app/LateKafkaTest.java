package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.testsupport.Records;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One story: the gateway starts before Kafka is there, and before anything was released. */
@QuarkusTest
@WithTestResource(LateKafka.class)
class LateKafkaTest {

  LateKafka kafka;

  @Test
  void saysSoUntilItCanServeAndThenServes() throws Exception {
    // Kafka is not there: refused with a reason, and when to come back
    Response refused = draw();
    refused.then().statusCode(503).body("error.code", equalTo("not_ready"));
    assertThat(refused.header("Retry-After")).isNotBlank();
    get("/v1/models").then().statusCode(503).body("error.type", equalTo("server_error"));
    given()
        .multiPart("image", "image.png", ImageFiles.png(64, 64), "image/png")
        .multiPart("caption", "a red circle")
        .post("/v1/pairs")
        .then()
        .statusCode(503)
        .body("error.code", equalTo("kafka_unavailable"));
    RecordIds ids = new RecordIds(new Random(1), Clock.systemUTC());
    for (String path :
        List.of(
            "/v1/audit",
            "/v1/training",
            "/v1/system",
            "/v1/rejected-pairs/0/thumbnail",
            "/v1/pairs/" + ids.next(),
            "/v1/requests/" + ids.next())) {
      Response unread = get(path);
      unread.then().statusCode(503).body("error.code", equalTo("kafka_unavailable"));
      assertThat(unread.header("Retry-After")).as(path).isEqualTo("2");
    }
    get("/q/health/ready").then().statusCode(503);
    get("/q/health/live").then().statusCode(200);
    get("/").then().statusCode(200);

    // Kafka comes, nothing is released yet
    kafka.open();
    Ready.awaitReady();
    draw().then().statusCode(503).body("error.code", equalTo("no_release"));
    get("/v1/models").then().statusCode(200).body("data.size()", equalTo(0));

    // a release comes
    try (Records records = new Records(kafka.settings())) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    await().atMost(Ready.PATIENCE).until(() -> draw().statusCode() == 200);
  }

  private static Response draw() {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"prompt\": \"a red circle\"}")
        .post("/v1/images/generations");
  }
}

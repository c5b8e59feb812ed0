package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
@Tag("promise-5")
class ReleasesApiTest {
  @Inject KafkaSettings kafka;
  private Records records;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
    records = new Records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void aCheckpointTellsWhatWasFoundAboutIt() {
    // given
    Published.checkpoint(records, "judged", 7);
    judged("judged", Verdict.REJECTED);

    // then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                get("/v1/checkpoints/judged")
                    .then()
                    .statusCode(200)
                    .body("step", equalTo(7))
                    .body("image_size", equalTo(64))
                    .body("evaluation.verdict", equalTo("rejected"))
                    .body("evaluation.reasons", contains("kid is too high"))
                    .body("evaluation.scores[0].metric", equalTo("kid"))
                    .body("evaluation.scores[0].set", equalTo("anchors"))
                    .body("evaluation.scores[0].serving", equalTo(4f))
                    .body("evaluation.scores[0].best", equalTo(3f)));
    get("/v1/checkpoints").then().body("data.id", hasItems("judged", FakeWorker.CHECKPOINT));
    get("/v1/checkpoints/nobody")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("checkpoint_not_found"));
  }

  @Test
  void aReleaseIsChangedByHandAndSaysWhoAndWhy() {
    // given
    Published.checkpoint(records, "one", 1);
    Published.checkpoint(records, "two", 2);
    awaitKnown("one", "two");

    // when, then: promoted
    post("lab", "{\"checkpoint\": \"one\", \"by\": \"ann\", \"reason\": \"a try\"}")
        .statusCode(200)
        .body("checkpoint", equalTo("one"))
        .body("released_by", equalTo("ann"))
        .body("reason", equalTo("a try"))
        .body("pinned", equalTo(false));
    awaitServed("lab", "one");

    // when, then: the next, pinned
    post("lab", "{\"checkpoint\": \"two\", \"pin\": true}")
        .statusCode(200)
        .body("previous_checkpoint", equalTo("one"))
        .body("pinned", equalTo(true));
    awaitServed("lab", "two");
    post("lab/unpin", "{}").statusCode(200).body("pinned", equalTo(false));
    post("lab/pin", "{}").statusCode(200).body("pinned", equalTo(true));

    // when, then: back, and what was served is barred
    post("lab/rollback", "{\"reason\": \"grey\"}")
        .statusCode(200)
        .body("checkpoint", equalTo("one"))
        .body("rolled_back_from", equalTo("two"));
    awaitServed("lab", "one");
    get("/v1/checkpoints/two").then().body("evaluation.verdict", equalTo("barred"));
    assertThat(records.readAll(Topic.EVALUATIONS, Evaluation.class))
        .extracting(ConsumerRecord::key)
        .contains("two");

    // when, then: not again, unless pinned
    post("lab", "{\"checkpoint\": \"two\"}")
        .statusCode(409)
        .body("error.code", equalTo("checkpoint_unfit"))
        .body("error.message", containsString("grey"));
    post("lab/rollback", "{\"to\": \"one\"}")
        .statusCode(409)
        .body("error.code", equalTo("nothing_to_go_back_to"));
    post("lab", "{\"checkpoint\": \"two\", \"pin\": true}").statusCode(200);
  }

  @Test
  void whatCannotBeDoneIsSaidSo() {
    post("nowhere/pin", "{}").statusCode(404).body("error.code", equalTo("release_not_found"));
    post("stable", "{\"checkpoint\": \"nobody\"}")
        .statusCode(404)
        .body("error.code", equalTo("checkpoint_not_found"));
    post("stable", "{}").statusCode(400).body("error.param", equalTo("checkpoint"));
    post("stable/rollback", "").statusCode(400).body("error.code", equalTo("invalid_json"));
    given()
        .contentType(ContentType.TEXT)
        .body("{}")
        .post("/v1/releases/stable/rollback")
        .then()
        .statusCode(415);
    get("/v1/releases/nowhere").then().statusCode(404);
    get("/v1/releases").then().statusCode(200).body("data.channel", hasItems("stable"));
  }

  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/releases/" + path).then();
  }

  private static void awaitKnown(String... ids) {
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(() -> get("/v1/checkpoints").then().body("data.id", hasItems(ids)));
  }

  private static void awaitServed(String channel, String checkpoint) {
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                get("/v1/releases/" + channel)
                    .then()
                    .statusCode(200)
                    .body("checkpoint", equalTo(checkpoint)));
  }

  private void judged(String id, Verdict verdict) {
    records.send(
        Topic.EVALUATIONS,
        id,
        Evaluation.newBuilder()
            .setCheckpointId(id)
            .setVerdict(verdict)
            .setReasons(List.of("kid is too high"))
            .setScores(
                List.of(
                    EvaluationScore.newBuilder()
                        .setMetric("kid")
                        .setValue(9)
                        .setServing(4.0)
                        .setSet("anchors")
                        .setBest(3.0)
                        .setMargin(1.5)
                        .setProtocol("{}")
                        .build()))
            .setDecidedBy("trainer")
            .setDecidedAt(Published.THEN)
            .build());
  }
}

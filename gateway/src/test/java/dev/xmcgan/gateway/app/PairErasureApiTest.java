package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairErasureApiTest {
  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void anErasureIsAnsweredWithCurationsReceipt() throws Exception {
    try (Curation curation = new Curation(kafka, ErasureOutcome.ERASED)) {
      // when
      Response response = given().delete("/v1/pairs/my/pair-2");

      // then: on Kafka is a record without a value
      response
          .then()
          .statusCode(200)
          .body("id", equalTo("my/pair-2"))
          .body("status", equalTo("erased"))
          .body("arrived_at", equalTo("2026-01-01T00:00:00Z"))
          .body("bytes_gone_at", equalTo("2026-01-09T00:00:00Z"));
      assertThat(curation.asked()).isEqualTo("my/pair-2");
    }
  }

  @Test
  void anErasureOfAnUnknownPairIsNotFound() throws Exception {
    try (Curation curation = new Curation(kafka, ErasureOutcome.NOT_FOUND)) {
      given()
          .delete("/v1/pairs/nothing-like-it")
          .then()
          .statusCode(404)
          .body("error.code", equalTo("pair_not_found"));
    }
  }

  @Test
  void anErasureWithoutCurationIsOnItsWayAndOnTheAudit() {
    // when
    Response response = given().delete("/v1/pairs/some-pair");

    // then
    response.then().statusCode(202).body("status", equalTo("requested"));
    given()
        .get("/v1/audit?subject=some-pair")
        .then()
        .body("data.action", equalTo(List.of("erasure_requested")))
        .body("data.who", equalTo(List.of("anonymous")));
  }

  @Test
  void anErasureNeedsAnIdThatAPairCanHave() {
    given()
        .delete("/v1/pairs/{id}", "~x")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("id"));
  }
}

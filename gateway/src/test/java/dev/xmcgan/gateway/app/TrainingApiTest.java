package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class TrainingApiTest {
  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void whatATrainerMeasuredIsToldPageByPageTheNewestFirst() {
    try (Records records = new Records(kafka)) {
      // given
      for (int step = 1; step <= 3; step++) {
        Published.metrics(records, "paged", step);
        Published.metrics(records, "another", step);
      }

      // when
      var first = of("paged").param("limit", 2).get("/v1/training").then().statusCode(200);
      String last = first.extract().path("data[1].id");
      var second = of("paged").param("before", last).get("/v1/training").then().statusCode(200);

      // then
      first
          .body("data.step", contains(3, 2))
          .body("data[0].trainer", equalTo("paged"))
          .body("data[0].scalars.d_loss", equalTo(1.25f))
          .body("has_more", equalTo(true));
      second.body("data.step", contains(1)).body("has_more", equalTo(false));
    }
  }

  @Test
  void asATableItHasAColumnForEveryScalarAndIsInTheOrderOfTime() {
    try (Records records = new Records(kafka)) {
      // given
      records.send(
          Topic.TRAINING_METRICS,
          "table, \"1\"",
          Published.metrics("table, \"1\"", 1)
              .setScalars(Map.of("d_loss", 1.25, "g_loss", Double.NaN))
              .build());
      records.send(
          Topic.TRAINING_METRICS,
          "table, \"1\"",
          Published.metrics("table, \"1\"", 2).setScalars(Map.of("a,b", 0.5)).build());

      // when
      String csv =
          of("table, \"1\"")
              .accept("text/csv")
              .get("/v1/training")
              .then()
              .statusCode(200)
              .header("Content-Type", startsWith("text/csv"))
              .extract()
              .asString();

      // then
      assertThat(csv.split("\r\n"))
          .satisfiesExactly(
              head ->
                  assertThat(head)
                      .startsWith("id,measured_at,trainer,step,")
                      .endsWith(",alerts,\"a,b\",d_loss,g_loss"),
              one ->
                  assertThat(one)
                      .contains(",2026-01-02T03:04:05Z,\"table, \"\"1\"\"\",1,16,100,1.5,")
                      .endsWith(",,1.25,"),
              two -> assertThat(two).contains("\",2,32,").endsWith(",0.5,,"));
    }
  }

  @Test
  void whatIsNoPageIsRefused() {
    given().param("limit", 0).get("/v1/training").then().statusCode(400);
    given().param("before", "x").get("/v1/training").then().statusCode(400);
  }

  private static RequestSpecification of(String trainer) {
    return given().param("trainer", trainer);
  }
}

package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class ModelsApiTest {

  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void listsChannelsAndCheckpointsInOpenAisShape() {
    get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", hasItems("stable", FakeWorker.CHECKPOINT))
        .body("data.find { it.id == 'stable' }.kind", equalTo("channel"))
        .body("data.find { it.id == 'stable' }.checkpoint", equalTo(FakeWorker.CHECKPOINT))
        .body("data.find { it.id == 'stable' }.step", equalTo(1_200))
        .body("data.find { it.id == 'stable' }.image_size", equalTo(64));
  }

  @Test
  void aNewReleaseShowsSoonAndCanBeAskedFor() {
    // given
    get("/v1/models/canary").then().statusCode(404).body("error.code", equalTo("model_not_found"));

    // when
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, "next", 1_300);
      Published.release(records, "canary", "next");
    }

    // then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () -> get("/v1/models/canary").then().statusCode(200).body("step", equalTo(1_300)));
  }
}

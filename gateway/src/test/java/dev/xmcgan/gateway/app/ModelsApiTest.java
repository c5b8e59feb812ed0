package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
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
    // when
    JsonPath models = get("/v1/models").then().statusCode(200).extract().jsonPath();

    // then
    assertThat(models.getString("object")).isEqualTo("list");
    assertThat(models.getList("data.id", String.class)).contains("stable", FakeWorker.CHECKPOINT);
    assertThat(models.<String, Object>getMap("data.find { it.id == 'stable' }"))
        .containsEntry("kind", "channel")
        .containsEntry("checkpoint", FakeWorker.CHECKPOINT)
        .containsEntry("step", 1_200)
        .containsEntry("image_size", 64);
  }

  @Test
  void aNewReleaseShowsSoonAndCanBeAskedFor() {
    // given
    assertThat(canary(404).getString("error.code")).isEqualTo("model_not_found");

    // when
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, "next", 1_300);
      Published.release(records, "canary", "next");
    }

    // then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(() -> assertThat(canary(200).getInt("step")).isEqualTo(1_300));
  }

  private static JsonPath canary(int status) {
    return get("/v1/models/canary").then().statusCode(status).extract().jsonPath();
  }
}

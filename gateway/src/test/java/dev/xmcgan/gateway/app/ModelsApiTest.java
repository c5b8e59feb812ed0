package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.nullValue;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
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

  /** Other tests look at the newest checkpoints there are. */
  @AfterEach
  void sweep() {
    try (Records records = new Records(kafka)) {
      records.sendRaw(Topic.CHECKPOINTS, "taught", null);
      records.sendRaw(Topic.CHECKPOINTS, "untaught", null);
    }
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

  @Test
  void aCheckpointTellsTheWordsThatItWasTaughtAndNoCaptions() throws Exception {
    // given
    Map<String, byte[]> files = Archives.checkpoint(1, 2);
    files.put(
        "captions.txt",
        """
        seen 4000
        A red ring\tffff
        a ring of Anna's
        a red star, a red cross
        \tabcd
        """
            .getBytes(StandardCharsets.UTF_8));

    // when
    given()
        .contentType("application/zip")
        .body(Archives.zip(files))
        .post("/v1/checkpoints?id=taught")
        .then()
        .statusCode(201);

    // then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () -> {
              JsonPath model = get("/v1/models/taught").then().statusCode(200).extract().jsonPath();
              assertThat(model.getLong("taught.captions")).isEqualTo(4_000);
              assertThat(model.getList("taught.words", String.class))
                  .containsExactly("a", "red", "ring");
            });
    assertThat(get("/v1/models").asString()).contains("\"taught\"").doesNotContain("\"words\"");
  }

  @Test
  void aCheckpointWithoutCaptionsOrWithSomethingElseSaysNothingOfThem() throws Exception {
    // given
    Map<String, byte[]> files = Archives.checkpoint(3, 4);
    files.put("captions.txt", "hello".getBytes(StandardCharsets.UTF_8));
    given()
        .contentType("application/zip")
        .body(Archives.zip(files))
        .post("/v1/checkpoints?id=untaught")
        .then()
        .statusCode(201);

    // then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(() -> get("/v1/models/untaught").then().statusCode(200));
    for (String id : List.of("untaught", FakeWorker.CHECKPOINT)) {
      get("/v1/models/" + id).then().statusCode(200).body("taught", nullValue());
    }
  }

  private static JsonPath canary(int status) {
    return get("/v1/models/canary").then().statusCode(status).extract().jsonPath();
  }
}

package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a call for images gives. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class ImagesApiTest {
  static final String PATH = "/v1/images/generations";

  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void aCaptionBecomesImages() throws IOException {
    // when
    Response response =
        post(Map.of("prompt", " a red circle ", "n", 3, "seed", 7, "user", "ann", "size", "32x32"));

    // then
    ValidatableResponse answered = response.then().statusCode(200).contentType(ContentType.JSON);
    answered.body("data", hasSize(3)).body("seed", equalTo(7)).body("model", equalTo("stable"));
    answered.body("checkpoint", equalTo(FakeWorker.CHECKPOINT)).body("created", notNullValue());
    answered.body("data.seed", equalTo(List.of(7, 7, 7)));
    answered.body("data.index", equalTo(List.of(0, 1, 2)));
    answered.body("data[0].revised_prompt", equalTo("a red circle"));
    answered.body("output_format", equalTo("png"));
    byte[] png = Base64.getDecoder().decode(response.path("data[2].b64_json").toString());
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(8);

    String id = response.path("id");
    assertThat(response.header("X-Request-Id")).isEqualTo(id);
    CaptionRequest request = onKafka(id);
    assertThat(request.getCaption()).isEqualTo("a red circle");
    assertThat(request.getCount()).isEqualTo(3);
    assertThat(request.getSeed()).isEqualTo(7);
    assertThat(request.getTenant()).isEqualTo("ann");
    assertThat(request.getSize()).isEqualTo(32);
    assertThat(request.getFormat()).isEqualTo(ImageFormat.PNG);
  }

  @Test
  void withoutASeedOneIsChosenAndTold() {
    // when
    Response one = post(Map.of("prompt", "a red circle"));
    Response other = post(Map.of("prompt", "a red circle"));

    // then
    Long chosen = onKafka(one.path("id")).getSeed();
    assertThat(((Number) one.path("seed")).longValue()).isEqualTo(chosen);
    assertThat((Object) one.path("seed")).isNotEqualTo(other.path("seed"));
  }

  @Test
  void anImageOfABatchCanBeHadAlone() {
    // when
    Response response = post(Map.of("prompt", "a red circle", "seed", 7, "index", 4, "n", 2));

    // then
    response.then().statusCode(200).body("data.index", equalTo(List.of(4, 5)));
    CaptionRequest request = onKafka(response.path("id"));
    assertThat(request.getFirstIndex()).isEqualTo(4);
    assertThat(request.getCount()).isEqualTo(2);
  }

  @Test
  void aCaptionThatIsNotReadToItsEndIsToldAsItWasDrawn() {
    // given
    String caption = "a red circle ".repeat(40).strip();

    // then
    post(Map.of("prompt", caption))
        .then()
        .statusCode(200)
        .body("data[0].revised_prompt", equalTo(caption.substring(0, FakeWorker.LONGEST_READ)));
  }

  @Test
  void aPromptIsReadInTheCharsetThatTheBodyNames() {
    // given
    byte[] latin1 = "{\"prompt\":\"ein großer Würfel\"}".getBytes(StandardCharsets.ISO_8859_1);

    // when
    Response named =
        given().contentType("application/json; charset=ISO-8859-1").body(latin1).post(PATH);
    Response unnamed = given().contentType("application/json").body(latin1).post(PATH);

    // then
    named.then().statusCode(200);
    assertThat(onKafka(named.path("id")).getCaption()).isEqualTo("ein großer Würfel");
    unnamed.then().statusCode(400).body("error.code", equalTo("invalid_json"));
    given()
        .contentType("application/json; charset=US-ASCII")
        .body(latin1)
        .post(PATH)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("wrong_charset"));
  }

  @Test
  void aSeedThatADoubleWouldRoundIsText() {
    // when
    Response response = post(Map.of("prompt", "a red circle", "seed", "9007199254740993"));

    // then
    response
        .then()
        .statusCode(200)
        .body("seed", equalTo("9007199254740993"))
        .body("data[0].seed", equalTo("9007199254740993"));
    assertThat(onKafka(response.path("id")).getSeed()).isEqualTo(9007199254740993L);
  }

  @Test
  void extensionsReachTheWorker() {
    // given
    Instant before = Instant.now();

    // when
    Response response =
        post(
            Map.of(
                "prompt",
                "a red circle",
                "truncation",
                0.7,
                "priority",
                5,
                "timeout",
                4,
                "size",
                "256x256",
                "enlarge",
                true));

    // then
    CaptionRequest request = onKafka(response.then().statusCode(200).extract().path("id"));
    assertThat(request.getTruncation()).isEqualTo(0.7);
    assertThat(request.getPriority()).isEqualTo(5);
    assertThat(request.getSize()).isEqualTo(256);
    assertThat(request.getDeadline())
        .isBetween(before.plusSeconds(3), Instant.now().plusSeconds(4));
  }

  @Test
  void anImageCanBeFetchedByItsUrlForAWhile() throws IOException {
    // when
    Response response = post(Map.of("prompt", "a red circle", "n", 2, "response_format", "url"));

    // then
    String url = response.then().statusCode(200).extract().path("data[1].url");
    assertThat((Object) response.path("data[1].b64_json")).isNull();
    Response file = given().get(url);
    file.then().statusCode(200).contentType("image/png");
    file.then().header("Cache-Control", containsString("max-age="));
    assertThat(ImageIO.read(new ByteArrayInputStream(file.asByteArray())).getWidth()).isEqualTo(8);

    // and: there is no third one, and nothing under the id of somebody who guesses
    given().get(url.replaceAll("/1$", "/2")).then().statusCode(404);
    given().get(url.replaceAll("[0-9a-f]{4}/1$", "ffff/1")).then().statusCode(404);

    // and: not for ever
    await().atMost(Ready.PATIENCE).until(() -> given().get(url).statusCode() == 404);
  }

  @Test
  void aCheckpointCanBeAskedForById() {
    post(Map.of("prompt", "a red circle", "model", FakeWorker.CHECKPOINT)).then().statusCode(200);
  }

  static Response post(Map<String, Object> body) {
    return given().contentType(ContentType.JSON).body(body).post(PATH);
  }

  private CaptionRequest onKafka(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
          .filter(record -> record.key().equals(id))
          .findFirst()
          .orElseThrow()
          .value();
    }
  }
}

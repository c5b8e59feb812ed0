package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.xmcgan.gateway.app.EventStreamClient.Event;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class RequestsApiTest {
  private static final String PATH = "/v1/requests";

  @TestHTTPResource("/v1/requests/")
  URI url;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void aRequestIsTakenAndLaterDone() {
    // when
    Response taken = post(Map.of("prompt", "a red circle", "n", 2, "seed", 7));

    // then
    taken.then().statusCode(202).body("status", equalTo("queued")).body("seed", equalTo(7));
    String id = taken.path("id");
    assertThat(taken.header("Location")).isEqualTo(PATH + "/" + id);
    assertThat(taken.header("X-Request-Id")).isEqualTo(id);
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> get(id).then().statusCode(200).extract().path("status").equals("done"));
    Response done = get(id);
    done.then().body("images.index", equalTo(List.of(0, 1))).body("error", nullValue());
    given().get(done.<String>path("images[1].url")).then().statusCode(200).contentType("image/png");
  }

  @Test
  void aCallerMayPreferToWait() {
    // when
    Response waited =
        given()
            .header("Prefer", "respond-async, wait=9")
            .contentType(ContentType.JSON)
            .body(Map.of("prompt", "a red circle"))
            .post(PATH);

    // then
    waited.then().statusCode(200).body("status", equalTo("done")).body("images", hasSize(1));
    assertThat(waited.header("Preference-Applied")).isEqualTo("wait=9");
  }

  @Test
  void waitingForWhatFailsTellsWhy() {
    // given
    String id = post(Map.of("prompt", "fail with NON_FINITE_IMAGE")).path("id");

    // when
    Response ended = given().header("Prefer", "wait=9").get(PATH + "/" + id);

    // then
    ended
        .then()
        .statusCode(200)
        .body("status", equalTo("failed"))
        .body("error.code", equalTo("non_finite_image"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "019b1c5e-0000-7000-8000-000000000000"
      })
  void anUnknownIdIsNotFound(String id) {
    get(id).then().statusCode(404).body("error.code", equalTo("request_not_found"));
    given().delete(PATH + "/" + id).then().statusCode(404);
    given().get(PATH + "/" + id + "/events").then().statusCode(404);
  }

  @Test
  void eventsComeAndGoOnWhereTheyWereCutOff() throws Exception {
    // given
    String id = post(Map.of("prompt", "a red circle", "n", 3)).path("id");

    // when
    List<Event> images;
    try (EventStreamClient client = new EventStreamClient(url.resolve(id + "/events"))) {
      await().atMost(Ready.PATIENCE).until(() -> client.events("done").size() == 1);
      images = client.events("image");
      assertThat(client.header("cache-control")).isEqualTo("no-store");
      assertThat(client.header("x-accel-buffering")).isEqualTo("no");
    }
    HttpRequest again =
        HttpRequest.newBuilder(url.resolve(id + "/events"))
            .header("Last-Event-ID", images.get(1).id())
            .build();

    // then
    assertThat(images)
        .extracting(image -> image.data().path("index").asInt())
        .containsExactlyInAnyOrder(0, 1, 2);
    try (EventStreamClient client = new EventStreamClient(again)) {
      await().atMost(Ready.PATIENCE).until(() -> client.events("done").size() == 1);
      assertThat(client.events("image"))
          .singleElement()
          .satisfies(image -> assertThat(image.data()).isEqualTo(images.get(2).data()));
    }
  }

  @Test
  void aRequestCanBeCancelledUntilItIsOver() {
    // given
    String open = post(Map.of("prompt", FakeWorker.IGNORED)).path("id");
    String over = post(Map.of("prompt", "a red circle")).path("id");
    given().header("Prefer", "wait=9").get(PATH + "/" + over);

    // when
    Response cancelled = given().delete(PATH + "/" + open);
    Response tooLate = given().delete(PATH + "/" + over);

    // then
    assertThat(cancelled.then().statusCode(202).extract().<String>path("status"))
        .isIn("cancelling", "cancelled");
    tooLate.then().statusCode(409).body("error.code", equalTo("request_over"));
    given()
        .header("Prefer", "wait=9")
        .get(PATH + "/" + open)
        .then()
        .body("status", equalTo("cancelled"))
        .body("error.code", equalTo("cancelled"));
    given().delete(PATH + "/" + open).then().statusCode(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {PATH, "/v1/images/generations"})
  void aKeyThatIsUsedAgainIsOneRequest(String path) {
    // given
    String key = "key-of-" + path.replace('/', '-');
    Map<String, Object> body = Map.of("prompt", "a red circle", "n", 2);

    // when
    Response first = post(path, key, body);
    Response again = post(path, key, body);
    Response other = post(path, key, Map.of("prompt", "a blue star"));

    // then
    assertThat(again.<String>path("id")).isNotNull().isEqualTo(first.path("id"));
    assertThat(again.<Number>path("seed")).isNotNull().isEqualTo(first.path("seed"));
    given()
        .header("Prefer", "wait=9")
        .get(PATH + "/" + first.path("id"))
        .then()
        .body("images", hasSize(2));
    assertThat(post(path, key, body).statusCode()).isIn(200, 202);
    other.then().statusCode(409).body("error.code", equalTo("idempotency_key_reused"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"x\", \"stream\": true}                  | stream          | unsupported_value",
        "{\"prompt\": \"x\", \"response_format\": \"b64_json\"} | response_format | unsupported_value",
        "{\"prompt\": \"x\", \"timeout\": 601}                  | timeout         | invalid_value",
        "{\"prompt\": \"x\", \"wait\": 1}                       | wait            | unknown_parameter",
      })
  void aBadFieldIsNamed(String body, String param, String code) {
    given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(PATH)
        .then()
        .statusCode(400)
        .body("error.param", equalTo(param))
        .body("error.code", equalTo(code));
  }

  private static Response post(Map<String, Object> body) {
    return given().contentType(ContentType.JSON).body(body).post(PATH);
  }

  private static Response post(String path, String key, Map<String, Object> body) {
    return given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path);
  }

  private static Response get(String id) {
    return given().get(PATH + "/" + id);
  }
}

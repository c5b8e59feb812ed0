package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.RequestCancellation;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class ImagesApiTest {
  private static final String PATH = "/v1/images/generations";

  @Inject KafkaSettings kafka;
  @Inject OpenRequests open;

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
  void whoLeavesCancels() throws IOException {
    // given
    String caption = FakeWorker.IGNORED + " for somebody who leaves";
    byte[] body = "{\"prompt\": \"%s\"}".formatted(caption).getBytes(UTF_8);

    // when
    try (Socket caller = new Socket("127.0.0.1", RestAssured.port)) {
      caller
          .getOutputStream()
          .write(
              ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: %d\r\n\r\n")
                  .formatted(PATH, body.length)
                  .getBytes(UTF_8));
      caller.getOutputStream().write(body);
      caller.getOutputStream().flush();
      await().atMost(Ready.PATIENCE).until(() -> requestsFor(caption).size() == 1);
    }

    // then
    String id = requestsFor(caption).get(0).getRequestId();
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cancellation(id))
                    .hasValueSatisfying(
                        said ->
                            assertThat(said.getReason()).isEqualTo("anonymous: the caller left")));
  }

  @Test
  @Tag("promise-6")
  void aQueueThatIsFullRefusesAndSaysWhen() {
    // when: images are asked for that do not come in time, more than may be waited for
    Response refused = null;
    for (int request = 0;
        request < 11 && (refused == null || refused.statusCode() == 202);
        request++) {
      refused =
          given()
              .contentType(ContentType.JSON)
              .body(Map.of("prompt", FakeWorker.IGNORED, "n", 10, "timeout", 4))
              .post("/v1/requests");
    }

    // then
    refused
        .then()
        .statusCode(429)
        .body("error.code", equalTo("queue_full"))
        .body("error.type", equalTo("rate_limit_error"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> post(Map.of("prompt", "a red circle")).statusCode() == 200);
    // what the others find is as empty and as fast as it was
    await().atMost(Ready.PATIENCE).until(() -> open.images() == 0);
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> {
              for (int request = 0; request < 3; request++) {
                given()
                    .contentType(ContentType.JSON)
                    .body(Map.of("prompt", "a red circle", "n", 10))
                    .post("/v1/requests");
              }
              return open.imagesPerSecond().orElse(0) > 10;
            });
    await().atMost(Ready.PATIENCE).until(() -> open.images() == 0);
  }

  @Test
  void aCheckpointCanBeAskedForById() {
    post(Map.of("prompt", "a red circle", "model", FakeWorker.CHECKPOINT)).then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "fail with INVALID_REQUEST,    400, invalid_request",
    "fail with UNKNOWN_MODEL,      404, model_not_found",
    "fail with DEADLINE_EXCEEDED,  504, deadline_exceeded",
    "fail with NON_FINITE_IMAGE,   500, non_finite_image",
    "fail with INTERNAL,           500, generation_failed",
    "fail with INTERNAL retriably, 503, generation_failed",
  })
  void aWorkersFailureIsTheAnswer(String caption, int status, String code) {
    // when
    Response response = post(Map.of("prompt", caption));

    // then
    response.then().statusCode(status).body("error.code", equalTo(code));
    assertThat(response.header("X-Request-Id")).isNotBlank();
    assertThat(response.header("Retry-After") != null).isEqualTo(status == 503);
  }

  @Test
  void whenNobodyAnswersInTimeTheIdIsTold() {
    // when
    Response response = post(Map.of("prompt", FakeWorker.IGNORED, "n", 2));

    // then
    String id = response.header("X-Request-Id");
    response
        .then()
        .statusCode(504)
        .header("X-Should-Retry", "false")
        .body("error.code", equalTo("timeout"))
        .body("error.type", equalTo("server_error"))
        .body("error.message", containsString(id));
    assertThat(onKafka(id).getCaption()).isEqualTo(FakeWorker.IGNORED);
  }

  @Test
  void repeatedAnswersAndUndecodableOnesDoNoHarm() {
    post(Map.of("prompt", FakeWorker.TWICE, "n", 2))
        .then()
        .statusCode(200)
        .body("data", hasSize(2));
    post(Map.of("prompt", FakeWorker.AFTER_GARBAGE)).then().statusCode(200);
  }

  @Test
  void manyCallersWaitOnFewThreadsAndEachGetsItsOwn() throws Exception {
    // given
    int callers = 30;
    ExecutorService pool = Executors.newFixedThreadPool(callers);

    // when
    List<Future<Response>> answers =
        IntStream.range(0, callers)
            .mapToObj(
                caller ->
                    pool.submit(
                        () ->
                            post(
                                Map.of(
                                    "prompt",
                                    "together " + callers + " caller " + caller,
                                    "seed",
                                    caller))))
            .toList();

    // then
    for (int caller = 0; caller < callers; caller++) {
      Response response = answers.get(caller).get();
      response.then().statusCode(200).body("seed", equalTo(caller));
      assertThat((Object) response.path("data[0].revised_prompt")).isNull();
    }
    pool.shutdown();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"x\", \"n\": 11}                     | 400 | invalid_value",
        "{\"prompt\": \"x\", \"sead\": 7}                   | 400 | unknown_parameter",
        "{\"prompt\": \"x\", \"size\": \"128x128\"}       | 400 | unsupported_value",
        "{\"prompt\": \"x\", \"model\": \"dall-e-3\"}       | 404 | model_not_found",
        "{\"prompt\": \"\"}                                 | 400 | no_caption",
        "{\"prompt\":                                       | 400 | invalid_json",
        "[1, 2]                                             | 400 | invalid_json",
      })
  void badRequestsGetOpenAisErrorObject(String body, int status, String code) {
    Response response = given().contentType(ContentType.JSON).body(body).post(PATH);
    response
        .then()
        .statusCode(status)
        .contentType(ContentType.JSON)
        .body("error.code", equalTo(code))
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.message", notNullValue());
    assertThat(response.<Map<String, Object>>path("error"))
        .containsOnlyKeys("message", "type", "param", "code");
  }

  @Test
  void anEmptyBodyIsNotJson() {
    given().contentType(ContentType.JSON).post(PATH).then().statusCode(400);
  }

  @Test
  void aBodyOverTheLimitIsRefusedByItsLength() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"prompt\": \"" + "x".repeat(200_000) + "\"}")
        .post(PATH)
        .then()
        .statusCode(413)
        .contentType(ContentType.JSON)
        .body("error.code", equalTo("request_too_large"));
  }

  @Test
  void otherContentTypesMethodsAndPathsGetTheErrorObjectToo() {
    given()
        .contentType("text/plain")
        .body("a red circle")
        .post(PATH)
        .then()
        .statusCode(415)
        .body("error.code", equalTo("unsupported_content_type"));
    given().get(PATH).then().statusCode(405).body("error.code", equalTo("method_not_allowed"));
    given()
        .multiPart("image", "a.png", new byte[] {1})
        .post("/v1/images/edits")
        .then()
        .statusCode(404)
        .body("error.message", containsString("/v1/images/generations"));
    given().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("not_found"));
    given().get("/nothing/at/all").then().statusCode(404).body("error.code", equalTo("not_found"));
    given()
        .contentType(ContentType.JSON)
        .accept("image/png")
        .body("{\"prompt\": \"x\"}")
        .post(PATH)
        .then()
        .statusCode(406)
        .body("error.code", equalTo("not_acceptable"));
  }

  private static Response post(Map<String, Object> body) {
    return given().contentType(ContentType.JSON).body(body).post(PATH);
  }

  private List<CaptionRequest> requestsFor(String caption) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
          .map(ConsumerRecord::value)
          .filter(request -> request.getCaption().equals(caption))
          .toList();
    }
  }

  private Optional<RequestCancellation> cancellation(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.REQUEST_CANCELLATIONS, RequestCancellation.class).stream()
          .filter(record -> record.key().equals(id))
          .map(ConsumerRecord::value)
          .findFirst();
    }
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

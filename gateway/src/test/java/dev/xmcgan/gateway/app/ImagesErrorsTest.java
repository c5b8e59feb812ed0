package dev.xmcgan.gateway.app;

import static dev.xmcgan.gateway.app.ImagesApiTest.PATH;
import static dev.xmcgan.gateway.app.ImagesApiTest.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call for images that cannot be answered with images gets. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class ImagesErrorsTest {
  @BeforeEach
  void ready() {
    Ready.awaitReady();
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
}

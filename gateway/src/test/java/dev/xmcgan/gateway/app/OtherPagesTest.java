package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another web page can do with the gateway from a person's browser: nothing. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class OtherPagesTest {

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/releases/stable",
        "/v1/releases/stable/rollback",
        "/v1/releases/stable/pin/",
        "//v1/releases/stable/unpin",
        "/v1/./releases/stable/unpin",
        "/v1/%72eleases/stable/unpin",
        "/v1/checkpoints?id=theirs",
        "/v1/pairs",
        "/v1/pairs/batch",
        "/v1/images/generations",
        "/v1/interpolations",
        "/v1/requests",
        "/v1/session",
      })
  void aBodyNeedsItsContentType(String path) throws IOException {
    // a page can send these without asking first: without a type, or as plain text or a form
    for (String type :
        new String[] {
          "",
          "Content-Type: text/plain\n",
          "Content-Type: application/x-www-form-urlencoded\n",
          "Content-Type: application/json\nContent-Type: text/plain\n",
        }) {
      RawHttp.Answer answer =
          RawHttp.send(
              "POST %s HTTP/1.1\nHost: localhost\n%sContent-Length: 2\n\n{}".formatted(path, type));
      assertThat(answer.status()).as(path + " " + type).isEqualTo(415);
      assertThat(answer.body()).contains("\"code\":\"unsupported_content_type\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Origin,         http://evil.example",
    "Origin,         http://localhost:1",
    "Origin,         null",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
  })
  void noOtherPageChangesAnything(String header, String value) {
    for (String path :
        new String[] {
          "/v1/releases/stable/unpin", "/v1/releases/stable", "/nothing", "/q/health"
        }) {
      given()
          .contentType(ContentType.JSON)
          .header(header, value)
          .body("{}")
          .post(path)
          .then()
          .statusCode(403)
          .header("Access-Control-Allow-Origin", nullValue())
          .body("error.code", equalTo("cross_origin"))
          .body("error.type", equalTo("invalid_request_error"));
    }
  }

  @Test
  void anotherPageIsNotToldThatItMayAsk() {
    given()
        .header("Origin", "http://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type")
        .options("/v1/releases/stable")
        .then()
        .statusCode(403)
        .header("Access-Control-Allow-Origin", nullValue())
        .header("Access-Control-Allow-Methods", nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/events", "/v1/releases", "/v1/checkpoints", "/page/icon.svg"})
  void anotherPageReadsNothing(String path) {
    given()
        .header("Sec-Fetch-Site", "cross-site")
        .header("Sec-Fetch-Mode", "no-cors")
        .get(path)
        .then()
        .statusCode(403)
        .header("Access-Control-Allow-Origin", nullValue());
  }

  @Test
  void aMethodInAHeaderIsNoMethod() {
    given()
        .header("X-HTTP-Method-Override", "POST")
        .get("/v1/releases/stable/unpin")
        .then()
        .statusCode(405);
  }

  @Test
  void thePageItselfAndProgramsGoOn() {
    String page = RestAssured.baseURI + ":" + RestAssured.port;
    given()
        .contentType(ContentType.JSON)
        .header("Origin", page)
        .header("Sec-Fetch-Site", "same-origin")
        .body("{\"prompt\": \"a red circle\"}")
        .post("/v1/images/generations")
        .then()
        .statusCode(200);
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/releases/nowhere/pin")
        .then()
        .statusCode(404);
    given()
        .header("Sec-Fetch-Site", "cross-site")
        .header("Sec-Fetch-Mode", "navigate")
        .header("Sec-Fetch-Dest", "document")
        .get("/")
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/q/health", "/v1/releases", "/page/main.js", "/no"})
  void noNameButItsOwnReachesIt(String path) throws IOException {
    for (String host :
        new String[] {"evil.example", "evil.example:8080", "localhost.evil.example", "a b"}) {
      RawHttp.Answer answer = RawHttp.send("GET %s HTTP/1.1\nHost: %s\n\n".formatted(path, host));
      assertThat(answer.status()).as(host).isEqualTo(421);
      assertThat(answer.body()).contains("\"code\":\"unknown_host\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /page/icon.svg HTTP/1.1|Host: LOCALHOST.:1,                             200",
    "GET /page/icon.svg HTTP/1.1|Host: [::1]:8080,                               200",
    "GET /page/icon.svg HTTP/1.1|Host: 127.0.0.1,                                200",
    "GET /page/icon.svg HTTP/1.1|Host: 10.0.0.1,                                 421",
    "GET /page/icon.svg HTTP/1.1|Host: localhost|Host: evil.example,             421",
    "GET /page/icon.svg HTTP/1.1,                                                421",
    "GET /page/icon.svg HTTP/1.0,                                                200",
    "GET http://localhost/page/icon.svg HTTP/1.1|Host: localhost,                200",
    "GET http://evil.example/page/icon.svg HTTP/1.1|Host: localhost,             421",
    "GET http://localhost/page/icon.svg HTTP/1.1|Host: evil.example,             421",
    "GET /page/icon.svg HTTP/1.1|Host: evil.example|X-Forwarded-Host: localhost, 421",
    "GET /page/icon.svg HTTP/1.1|Host: evil.example|Forwarded: host=localhost,   421",
  })
  void theHostIsReadAsBrowsersAndProxiesWriteIt(String request, int status) throws IOException {
    assertThat(RawHttp.send(request.replace("|", "\n") + "\n\n").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/,                     200",
    "/index.html,           200",
    "/page/main.js,         200",
    "/nothing,              404",
    "/v1/nothing,           404",
    "/v1/images/generations, 405",
    "/v1/releases,          200",
    "/q/health/ready,       200",
    "/q/metrics,            200",
    "/q/openapi,            200",
    "/q/nothing,            404",
  })
  void everyAnswerSaysHowABrowserMustTreatIt(String path, int status) {
    given()
        .get(path)
        .then()
        .statusCode(status)
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
        .header("X-Frame-Options", "DENY")
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin");
  }

  @Test
  void refusalsSayItToo() throws IOException {
    for (String request :
        new String[] {
          "GET / HTTP/1.1\nHost: evil.example\n\n",
          "POST /v1/pairs HTTP/1.1\nHost: localhost\nOrigin: null\nContent-Length: 0\n\n",
          "POST /v1/pairs HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n",
        }) {
      RawHttp.Answer answer = RawHttp.send(request);
      assertThat(answer.status()).isGreaterThan(400);
      assertThat(answer.has("content-security-policy", "default-src 'none'")).isTrue();
      assertThat(answer.has("x-frame-options", "deny")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/page/main.js", "/page/style.css"})
  void thePageIsAskedForAgainEachTime(String path) {
    String tag =
        given()
            .get(path)
            .then()
            .header("Cache-Control", equalTo("no-cache"))
            .header("Last-Modified", notNullValue())
            .extract()
            .header("Last-Modified");
    given().header("If-Modified-Since", tag).get(path).then().statusCode(304);
  }
}

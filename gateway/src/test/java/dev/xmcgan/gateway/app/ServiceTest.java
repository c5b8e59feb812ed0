package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.metrics.BoundedLabels;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class ServiceTest {
  @Inject KafkaSettings kafka;
  @Inject ObjectMapper json;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void readinessTellsItsParts() {
    get("/q/health/ready")
        .then()
        .body("status", equalTo("UP"))
        .body("checks.find { it.name == 'gateway' }.data.state", equalTo("SERVING"))
        .body("checks.find { it.name == 'gateway' }.data.'kafka-reachable'", equalTo(true));
  }

  @Test
  void livenessTellsWhetherItsReadersLive() {
    get("/q/health/live")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'gateway' }.data.'reads-answers'", equalTo(true))
        .body("checks.find { it.name == 'gateway' }.data.'reads-webhooks'", equalTo(true))
        .body("checks.find { it.name == 'gateway' }.data.'reads-keys'", equalTo(true));
  }

  @Test
  void whatCallersMakeUpBecomesNoLabel() throws Exception {
    // given
    for (String call :
        List.of(
            "GET /v1/models/%zz",
            "GET /v1/models/made-up",
            "GET /v1/models/%256d%61de%00up",
            "OPTIONS /v1/models/made-up",
            "HEAD /made-up",
            "OPTIONS /made-up",
            "GET /q/made-up",
            "GET /page/%2e%2e/made-up",
            "GET //made-up",
            "MADEUP /v1/models",
            "MADEUP /",
            "POST /v1/requests/made-up/made-up")) {
      RawHttp.send(call + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    }

    // when
    String metrics = get("/q/metrics").asString();

    // then
    assertThat(metrics.lines().filter(line -> line.matches("(?i).*=\"[^\"]*(made|%|\\.\\.).*")))
        .isEmpty();
  }

  @Test
  void everyMetricSaysWhatItIs() {
    // when
    String metrics = get("/q/metrics").asString();

    // then
    assertThat(metrics.lines().filter(line -> line.startsWith("# HELP ")))
        .isNotEmpty()
        .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
    assertThat(
            metrics
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2]))
        .allSatisfy(name -> assertThat(metrics).contains("# HELP " + name + " "));
  }

  @Test
  void everyPathOfTheApiIsCountedByItself() {
    // given
    Map<String, Object> paths = get("/q/openapi?format=json").then().extract().path("paths");

    // then
    assertThat(paths.keySet().stream().map(path -> path.replaceAll("[{]\\w+}", "{id}")))
        .allSatisfy(
            path ->
                assertThat(
                        new BoundedLabels()
                            .map(
                                new Meter.Id(
                                    "http.server.requests",
                                    Tags.of("uri", path),
                                    null,
                                    null,
                                    Meter.Type.TIMER))
                            .getTag("uri"))
                    .isEqualTo(path));
  }

  @Test
  void metricsCountRequestsByOutcome() {
    // given
    given()
        .contentType(ContentType.JSON)
        .body("{\"prompt\": \"x\"}")
        .post("/v1/images/generations");
    given().contentType(ContentType.JSON).body("{}").post("/v1/images/generations");

    // when
    String metrics = get("/q/metrics").asString();

    // then
    for (String line :
        List.of(
            prometheus(GatewayMetrics.REQUESTS) + "_total{outcome=\"answered\"}",
            prometheus(GatewayMetrics.REQUESTS) + "_total{outcome=\"invalid\"}",
            prometheus(GatewayMetrics.ANSWER_TIME) + "_seconds_count",
            prometheus(GatewayMetrics.WAITING) + " 0.0",
            prometheus(GatewayMetrics.EVENT_CLIENTS) + " ")) {
      assertThat(metrics).contains(line);
    }
  }

  @Test
  void nothingButOurApiIsDescribed() {
    // when
    Map<String, Object> paths =
        get("/q/openapi?format=json").then().statusCode(200).extract().path("paths");

    // then
    assertThat(paths.keySet())
        .contains("/v1/requests/{id}", "/v1/requests/{id}/events", "/v1/releases/{channel}/pin")
        .allMatch(path -> path.startsWith("/v1/"));
  }

  @Test
  void everyExampleIsAnsweredAsItIsDescribed() {
    // given
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, "step-1100", 1_100);
      Published.checkpoint(records, "step-1200", 1_200);
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> get("/v1/checkpoints/step-1200").statusCode() == 200);
    Map<String, Map<String, Object>> paths =
        get("/q/openapi?format=json").then().extract().path("paths");

    // then
    new TreeMap<>(paths)
        .forEach(
            (path, methods) ->
                examples(methods.get("post"))
                    .forEach(
                        example ->
                            assertThat(post(path.replace("{channel}", "examples"), example))
                                .as("%s with %s", path, example)
                                .isIn(
                                    path.equals("/v1/session") ? Set.of(401) : Set.of(200, 202))));
  }

  private static int post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).statusCode();
  }

  /** Of what takes JSON; there is at least one. */
  private List<String> examples(Object operation) {
    JsonNode content =
        json.valueToTree(operation).path("requestBody").path("content").path("application/json");
    List<String> examples =
        content.path("examples").findValues("value").stream()
            .map(value -> value.isTextual() ? value.asText() : value.toString())
            .toList();
    assertThat(content.isMissingNode() || !examples.isEmpty()).as("%s", operation).isTrue();
    return examples;
  }

  @Test
  void theApiIsDescribed() {
    get("/q/openapi")
        .then()
        .statusCode(200)
        .body(containsString("/v1/images/generations"))
        .body(containsString("ImagesRequest"))
        .body(containsString("/v1/pairs"));
  }

  @Test
  void thePageAndAllItNamesAreServedFromHere() {
    String page =
        get("/").then().statusCode(200).contentType(ContentType.HTML).extract().asString();
    assertThat(page)
        .contains("id=\"caption\"", "id=\"draw\"", "id=\"images\"", "id=\"release\"")
        .doesNotContain("http://", "https://");
    Deque<String> named = new ArrayDeque<>(filesIn(page));
    Set<String> files = new TreeSet<>();
    while (!named.isEmpty()) {
      String file = named.pop();
      if (files.add(file)) {
        String text =
            get("/page/" + file)
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-cache"))
                .extract()
                .asString();
        named.addAll(filesIn(text));
      }
    }
    assertThat(files)
        .contains("main.js", "composer.js", "events-worker.js", "style.css", "icon.svg");
    // of libraries: in the page as well as in the curves, by the version that the build has
    String curves = get("/page/losses.js").asString();
    for (String file : List.of("uPlot.esm.js", "uPlot.min.css")) {
      String path = (page + curves).replaceAll("(?s).*\"(/webjars/[^\"]*/" + file + ")\".*", "$1");
      get(path).then().statusCode(200);
    }
  }

  /** What a part of the page names of its other parts. */
  private static List<String> filesIn(String text) {
    return Pattern.compile("\"(?:/page|[.])/([\\w-]+[.](?:js|css|svg))\"")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void thePageMayLoadNothingFromElsewhere() {
    get("/")
        .then()
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Content-Security-Policy", containsString("script-src 'self'"));
  }

  private static String prometheus(String name) {
    return name.replace('.', '_');
  }
}

package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.metrics.BoundedLabels;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class ServiceTest {

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
    // given: each kind of call was made once
    callWith("made-1");
    Set<String> before = seriesOfHttp();

    // when: with other names in it
    callWith("made-2");

    // then
    assertThat(seriesOfHttp())
        .isEqualTo(before)
        .noneMatch(series -> series.matches("(?i).*=\"[^\"]*(made|%|\\.\\.).*"));
  }

  private static void callWith(String name) throws Exception {
    List<String> methods =
        List.of("GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get");
    List<String> paths =
        List.of(
            "/",
            "/NAME",
            "//NAME",
            "/%2e%2e/NAME",
            "/page/%2e%2e/NAME",
            "/webjars/NAME/1/any.js",
            "/v1/NAME",
            "/v1/models?NAME=NAME",
            "/v1/models/NAME",
            "/v1/models/%zz",
            "/v1/models/%25%00NAME",
            "/v1/requests/NAME",
            "/v1/requests/NAME/NAME",
            "/v1/images/NAME/0/files/NAME",
            "/q/NAME",
            "/q/metrics/NAME",
            "/q/health/NAME",
            "/q/health/group/NAME",
            "/q/openapi/NAME",
            "/q/swagger-ui/NAME.js");
    for (String path : paths) {
      for (String method : methods) {
        call(method, path.replace("NAME", name));
      }
    }
    call(name.toUpperCase(Locale.ROOT), "/");
    call(name.toUpperCase(Locale.ROOT), "/q/metrics");
    call(name, "/v1/models");
  }

  private static void call(String method, String path) throws Exception {
    RawHttp.send("%s %s HTTP/1.1\nHost: localhost\nConnection: close\n\n".formatted(method, path));
  }

  /** Names and labels. */
  private static Set<String> seriesOfHttp() {
    return get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("http_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricSaysWhatItIs() throws Exception {
    // given: what there is only once somebody has called oddly, too
    callWith("made-0");

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

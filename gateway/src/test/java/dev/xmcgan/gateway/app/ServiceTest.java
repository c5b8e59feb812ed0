package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.metrics.GatewayMetrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
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
    get("/q/health/live").then().statusCode(200);
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
    for (String file :
        List.of(
            "main.js",
            "api.js",
            "composer.js",
            "dom.js",
            "events.js",
            "events-worker.js",
            "fleet.js",
            "gallery.js",
            "history.js",
            "losses.js",
            "recipe.js",
            "session.js",
            "store.js",
            "teaching.js",
            "style.css",
            "icon.svg")) {
      get("/page/" + file).then().statusCode(200).header("Cache-Control", equalTo("no-cache"));
    }
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

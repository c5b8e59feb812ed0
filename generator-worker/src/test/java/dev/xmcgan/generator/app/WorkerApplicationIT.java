package dev.xmcgan.generator.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.generator.testing.TinyModel;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.TraceHeaders;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application as it is started in production, from configuration to the first image. It has a
 * JVM of its own: native libraries cannot be loaded by Quarkus's class loader and another.
 */
@QuarkusTest
@QuarkusTestResource(WorkerOnKafka.class)
class WorkerApplicationIT {
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `(xmcgan\\.worker\\.[a-z.]+)` \\| counter \\|");
  private static final Pattern COUNTED =
      Pattern.compile("(?m)^(xmcgan_worker_[a-z_]+_total)(?:\\{[^}]*})? (\\S+)$");

  @Inject KafkaSettings kafka;

  @TempDir Path directory;

  @Test
  void readinessSaysWhatTheWorkerIsDoing() throws IOException {
    // given
    awaitState("WAITING_FOR_RELEASE");
    Response waiting = given().get("/q/health/ready");
    assertThat(waiting.statusCode()).isEqualTo(503);
    given().get("/q/health/live").then().statusCode(200);
    assertThat(documentedCounters()).isNotEmpty().isEqualTo(countersAtZero());

    // when
    try (TinyModel model = new TinyModel(kafka, directory);
        Traffic traffic = new Traffic(kafka)) {
      model.release("tiny-1", 1);
      awaitState("SERVING");
      // every field with an enum is set: Avro would take its default from another class loader
      traffic.request("id-1", "a red circle", builder -> builder.setFormat(ImageFormat.PNG));
      traffic.awaitAnswers(1);
      assertThat(traffic.records().readRaw(Topic.IMAGE_RESULTS, 1).get(0).headers())
          .as("traced, as configured")
          .extracting(Header::key)
          .contains(TraceHeaders.TRACE_PARENT);
    }

    // then
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks[0].data.checkpoint", equalTo("tiny-1"));
    given()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("xmcgan_worker_images_total 1.0"))
        .body(containsString("xmcgan_worker_swaps_total 1.0"))
        .body(containsString("xmcgan_worker_draw_seconds_count"));
  }

  private static Set<String> documentedCounters() throws IOException {
    return DOCUMENTED
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(row -> row.group(1).replace('.', '_') + "_total")
        .collect(Collectors.toSet());
  }

  /** The worker's counters all of whose values are 0, whatever their labels. */
  private static Set<String> countersAtZero() {
    Map<String, List<String>> values =
        COUNTED
            .matcher(given().get("/q/metrics").asString())
            .results()
            .collect(
                Collectors.groupingBy(
                    line -> line.group(1),
                    Collectors.mapping(line -> line.group(2), Collectors.toList())));
    return values.keySet().stream()
        .filter(name -> values.get(name).stream().allMatch("0.0"::equals))
        .collect(Collectors.toSet());
  }

  private static void awaitState(String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        given().get("/q/health/ready").jsonPath().getString("checks[0].data.state"))
                    .isEqualTo(state));
  }
}

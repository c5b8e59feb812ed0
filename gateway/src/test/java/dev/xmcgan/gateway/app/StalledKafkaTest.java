package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A broker that takes bytes and says nothing: the worst of all, for nobody knows. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class StalledKafkaTest {

  @Test
  void whatMayHaveBeenTakenIsSaidToBeUnknownAndIsFoundLater() throws Exception {
    // given
    Ready.awaitReady();
    Optional<ProcessHandle> broker = broker();
    assumeTrue(broker.isPresent(), "the broker is no child process here");
    draw().then().statusCode(200);

    // when
    Response unknown;
    signal(broker.get(), "-STOP");
    try {
      unknown = draw();

      // then: the documented answer can be had, and says what is known
      unknown
          .then()
          .statusCode(503)
          .header("X-Should-Retry", "false")
          .body("error.code", equalTo("request_unknown"))
          .body("error.message", containsString(unknown.header("X-Request-Id")));
      get("/q/health/ready").then().statusCode(200).body(containsString("WAITING_FOR_KAFKA"));
    } finally {
      signal(broker.get(), "-CONT");
    }

    // and: it had been taken, once
    String id = unknown.header("X-Request-Id");
    await()
        .atMost(Ready.PATIENCE)
        .ignoreExceptions()
        .until(() -> get("/v1/requests/" + id).path("status").equals("done"));
    await().atMost(Ready.PATIENCE).until(() -> draw().statusCode() == 200);
    assertThat(get("/q/health/ready").asString()).contains("SERVING");
  }

  private static Response draw() {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle"))
        .post("/v1/images/generations");
  }

  private static Optional<ProcessHandle> broker() {
    return ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().commandLine().orElse("").contains("kafka.Kafka"))
        .findFirst();
  }

  private static void signal(ProcessHandle process, String signal)
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }
}

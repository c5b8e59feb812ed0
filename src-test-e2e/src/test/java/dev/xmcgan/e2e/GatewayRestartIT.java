package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway is told to stop while somebody waits. */
@Tag("promise-1")
@ExtendWith(SharedStack.class)
class GatewayRestartIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunningStack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  GatewayRestartIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void whoWaitsIsToldWhereToAskAndTheRequestIsAnswered() throws Exception {
    // given: a worker that does nothing for a while
    long worker = stack.service("generator-worker-1").path("pid").asLong();
    long gateway = stack.service("gateway").path("pid").asLong();
    signal("-STOP", worker);
    HttpResponse<String> told;
    try {
      CompletableFuture<HttpResponse<String>> waiting =
          http.sendAsync(
              HttpRequest.newBuilder(stack.url().resolve("/v1/images/generations"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"a red circle\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      await().atMost(Duration.ofSeconds(30)).until(() -> metric("xmcgan_gateway_waiting") == 1);

      // when
      signal("-TERM", gateway);

      // then
      told = waiting.get(30, TimeUnit.SECONDS);
    } finally {
      signal("-CONT", worker);
    }
    JsonNode error = JSON.readTree(told.body()).path("error");
    assertThat(told.statusCode()).isEqualTo(503);
    assertThat(error.path("code").asText()).isEqualTo("gateway_stopping");
    String id = told.headers().firstValue("X-Request-Id").orElseThrow();
    assertThat(error.path("message").asText()).contains("/v1/requests/" + id);

    // and: the gateway that comes after it knows the request
    HttpUser user = new HttpUser(stack.url());
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(user.get("/v1/requests/" + id).path("status").asText())
                    .isEqualTo("done"));
    assertThat(stack.service("gateway").path("pid").asLong()).isNotEqualTo(gateway);
  }

  private double metric(String name) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(stack.url().resolve("/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor()).isZero();
  }
}

package dev.xmcgan.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A caller of the HTTP API. */
final class HttpUser {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  HttpUser(URI url) {
    this.url = url;
  }

  /** Draws images; anything but 200 is an exception. */
  JsonNode draw(String prompt, int count) throws Exception {
    String body = JSON.writeValueAsString(Map.of("prompt", prompt, "n", count));
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/images/generations"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return ok(request);
  }

  /** The ids that {@code GET /v1/models} lists. */
  List<String> models() throws Exception {
    return ok(HttpRequest.newBuilder(url.resolve("/v1/models")).build())
        .path("data")
        .findValuesAsText("id");
  }

  /** Any resource that gives JSON. */
  JsonNode get(String path) throws Exception {
    return ok(HttpRequest.newBuilder(url.resolve(path)).build());
  }

  private JsonNode ok(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }
}

package dev.xmcgan.cli.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads a MicroProfile Health document: UP or DOWN, and the state that a service reports as {@code
 * state} in the data of one of its checks.
 */
public final class HttpHealthProbe implements HealthProbe {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI document;

  public HttpHealthProbe(HttpClient http, URI document) {
    this.http = http;
    this.document = document;
  }

  @Override
  public Health ask() {
    try {
      HttpRequest request = HttpRequest.newBuilder(document).timeout(LIMIT).build();
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return read(answer.body());
    } catch (IOException e) {
      return Health.STARTING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.STARTING;
    }
  }

  static Health read(byte[] document) throws IOException {
    JsonNode json = JSON.readTree(document);
    boolean up = json.path("status").asText().equals("UP");
    for (JsonNode check : json.path("checks")) {
      String state = check.path("data").path("state").asText("");
      if (!state.isEmpty()) {
        return new Health(state.toLowerCase(Locale.ROOT).replace('_', '-'), up);
      }
    }
    return up ? Health.HEALTHY : Health.UNHEALTHY;
  }
}

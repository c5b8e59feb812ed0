package dev.xmcgan.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
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
    return draw(Map.of("prompt", prompt, "n", count));
  }

  /** The same with fields of one's own. */
  JsonNode draw(Map<String, Object> fields) throws Exception {
    String body = JSON.writeValueAsString(fields);
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/images/generations"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return ok(request);
  }

  /** Uploads a pair; the answer whatever it is. */
  HttpResponse<String> upload(String id, String source, String caption, byte[] picture)
      throws Exception {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    Map<String, String> fields = Map.of("caption", caption, "source", source, "id", id);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      form.writeBytes(
          "--B\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(field.getKey(), field.getValue())
              .getBytes(UTF_8));
    }
    form.writeBytes(
        "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\n"
            .getBytes(UTF_8));
    form.writeBytes(picture);
    form.writeBytes("\r\n--B--\r\n".getBytes(UTF_8));
    return http.send(
        HttpRequest.newBuilder(url.resolve("/v1/pairs"))
            .header("Content-Type", "multipart/form-data; boundary=B")
            .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
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

package dev.xmcgan.transport.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Makes single HTTP calls to a schema registry that has Confluent's API, wherever it has it. */
final class RegistryHttp {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  /** Where Apicurio has Confluent's API; other registries have it at the root. */
  private static final String APICURIO = "/apis/ccompat/v7";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private final String url;
  private final RegistryAccess access;
  private final HttpClient http;

  /** Where the API is; unknown until the registry has answered once. */
  private volatile String base;

  /** An answer that is none of the expected ones. */
  static final class UnexpectedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    UnexpectedAnswer(int status, String body) {
      super(status + " " + body.lines().findFirst().orElse(""));
      this.status = status;
    }

    boolean isNotFound() {
      return status == 404;
    }

    boolean isConflict() {
      return status == 409;
    }

    boolean isRefusal() {
      return status >= 400 && status < 500 && status != 404 && status != 408 && status != 429;
    }
  }

  /**
   * @param url of the API; without a path it is looked for
   */
  RegistryHttp(String url, RegistryAccess access) {
    this.url = url;
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    access.trust().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * One call of the API.
   *
   * @param path below the API's
   * @param body to send as JSON; null to get
   * @throws UnexpectedAnswer when it answers anything but 200
   * @throws IOException when it does not answer
   */
  JsonNode send(String method, String path, Map<String, String> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(base() + path).header("Accept", MEDIA_TYPE);
    if (body != null) {
      request
          .header("Content-Type", MEDIA_TYPE)
          .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }
    HttpResponse<String> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() != 200) {
      throw new UnexpectedAnswer(answer.statusCode(), answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /**
   * A registry that has just started answers 404 for every id until it has read its store back; its
   * readiness tells the two apart. A registry without that path is believed.
   */
  boolean isStillReadingItsStore() throws IOException, InterruptedException {
    return status(URI.create(url).resolve("/health/ready").toString()) == 503;
  }

  /** A URL with a path is the API's; one without is tried as Apicurio's first. */
  private String base() throws IOException, InterruptedException {
    if (base == null) {
      String path = URI.create(url).getPath();
      if (path != null && !path.isEmpty()) {
        base = url;
      } else {
        int status = status(url + APICURIO + "/subjects");
        if (status >= 500 || status == 408 || status == 429) {
          throw new UnexpectedAnswer(status, "");
        }
        base = status == 404 ? url : url + APICURIO;
      }
    }
    return base;
  }

  private int status(String address) throws IOException, InterruptedException {
    return http.send(request(address).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder request(String address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).timeout(REQUEST_TIMEOUT);
    access.authorization().ifPresent(value -> request.header("Authorization", value));
    return request;
  }
}

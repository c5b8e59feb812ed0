package dev.xmcgan.cli.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks the gateway over HTTP; every refusal becomes one line. */
public final class GatewayClient {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI gateway;
  private final Optional<String> key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Of one that asks for no key. */
  public GatewayClient(URI gateway) {
    this(gateway, Optional.empty());
  }

  /**
   * @param gateway such as {@code http://127.0.0.1:8080}
   * @param key where it asks for one
   */
  public GatewayClient(URI gateway, Optional<String> key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** Draws images; {@code request} in the shape of the OpenAI Images API. */
  public GatewayAnswer draw(Map<String, Object> request) throws InterruptedException {
    return GatewayAnswer.read(post("/v1/images/generations", request));
  }

  /**
   * Asks for something with a body.
   *
   * @param path such as {@code /v1/interpolations}
   */
  public JsonNode post(String path, Map<String, Object> body) throws InterruptedException {
    return post(path, "application/json", JSON.valueToTree(body).toString().getBytes(UTF_8));
  }

  /** Sends a body of any type. */
  public JsonNode post(String path, String contentType, byte[] body) throws InterruptedException {
    return json(
        to(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /**
   * Asks for something.
   *
   * @param path such as {@code /v1/models}, as it goes over the wire
   * @param headers names and values
   */
  public JsonNode get(String path, String... headers) throws InterruptedException {
    return json(asking(path, headers));
  }

  /** Asks that something be there no more. */
  public JsonNode delete(String path) throws InterruptedException {
    return json(to(path).DELETE());
  }

  /**
   * Asks for a file.
   *
   * @param headers names and values
   */
  public byte[] bytes(String path, String... headers) throws InterruptedException {
    return send(asking(path, headers));
  }

  /**
   * Asks for lines that come one by one, without an end that anybody knows.
   *
   * @return closed by the caller, which ends the call; ends when the gateway does
   */
  public Stream<String> lines(String path) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path)).GET();
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    HttpResponse<InputStream> answer = exchange(request, HttpResponse.BodyHandlers.ofInputStream());
    var reader = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
    if (answer.statusCode() / 100 != 2) {
      byte[] body = reader.lines().collect(joining("\n")).getBytes(UTF_8);
      throw CommandException.failed(refusal(answer.statusCode(), body));
    }
    return reader.lines().onClose(() -> close(answer.body()));
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode json(HttpRequest.Builder request) throws InterruptedException {
    try {
      return JSON.readTree(send(request));
    } catch (IOException e) {
      throw noJson(e);
    }
  }

  private HttpRequest.Builder asking(String path, String... headers) {
    HttpRequest.Builder request = to(path).GET();
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(LIMIT);
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private byte[] send(HttpRequest.Builder request) throws InterruptedException {
    HttpResponse<byte[]> answer = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw CommandException.failed(refusal(answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  private <T> HttpResponse<T> exchange(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws InterruptedException {
    try {
      return http.send(request.build(), body);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw CommandException.notRunning(
          "nothing answers at " + gateway + "; is it running? ./xmcgan up starts it");
    } catch (IOException e) {
      throw CommandException.failed("the gateway at " + gateway + ": " + e.getMessage(), e);
    }
  }

  private CommandException noJson(IOException cause) {
    return CommandException.failed(
        gateway + " did not answer with JSON; is it the gateway?", cause);
  }

  private static String refusal(int status, byte[] body) {
    String message = "";
    try {
      JsonNode error = JSON.readTree(body).path("error");
      message = error.path("message").asText("");
    } catch (IOException e) {
      // not the gateway's own words
    }
    return message.isEmpty()
        ? "the gateway answered with status " + status
        : message + " (status " + status + ")";
  }
}

package dev.xmcgan.gateway.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The packaged gateway as a process of its own, as it is started in production. */
final class GatewayProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RUNNER = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts one; returns when it is ready. */
  GatewayProcess(String name, KafkaSettings kafka, Map<String, String> properties)
      throws IOException {
    this.port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.port=" + port,
                "-Dxmcgan.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "-Dxmcgan.registry.url=" + kafka.registryUrl(),
                "-Dxmcgan.topic-prefix=" + kafka.topicPrefix(),
                "-Dxmcgan.gateway.checkpoints.directory=target/" + name));
    properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(List.of("-jar", RUNNER.toAbsolutePath().toString()));
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", name + ".log").toFile())
            .start();
    try {
      await()
          .atMost(Ready.PATIENCE)
          .ignoreExceptions()
          .until(() -> get("/q/health/ready").statusCode() == 200);
    } catch (RuntimeException late) {
      close();
      throw late;
    }
  }

  int port() {
    return port;
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + port).resolve(path);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Asks and does not wait. */
  CompletableFuture<JsonNode> ask(String path, String... headers) {
    return http.sendAsync(request(path, headers).build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> json(answer.body()));
  }

  /** Posts and does not wait. */
  CompletableFuture<JsonNode> post(String path, Map<String, Object> body, String... headers) {
    HttpRequest.Builder request =
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString()));
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> json(answer.body()));
  }

  /** A metric's value by its name, 0 where it is not there. */
  double metric(String name) throws Exception {
    return get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** What it takes of the machine's memory, as Linux counts it. */
  long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElseThrow();
  }

  /** What it has used of the machine's cores. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** As {@code kill -9} does it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofMinutes(2));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

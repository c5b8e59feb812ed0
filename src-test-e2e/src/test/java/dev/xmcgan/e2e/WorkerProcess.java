package dev.xmcgan.e2e;

import static org.awaitility.Awaitility.await;

import dev.xmcgan.cli.data.Home;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One more generator worker for a stack, which nobody supervises: it comes and goes as a test wants
 * it to.
 */
final class WorkerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final String id;
  private final int port;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private WorkerProcess(Process process, String id, int port, Path log) {
    this.process = process;
    this.id = id;
    this.port = port;
    this.log = log;
  }

  /**
   * Starts one, without waiting until it serves.
   *
   * @param directory its data and its log
   */
  static WorkerProcess launch(RunningStack stack, String id, Path directory) throws IOException {
    Files.createDirectories(directory);
    int port = freePort();
    Path jar = RunningStack.HOME.resolve("generator-worker/target/quarkus-app/quarkus-run.jar");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-Dquarkus.http.port=" + port,
                    "-Dxmcgan.kafka.bootstrap-servers=" + stack.bootstrapServers(),
                    "-Dxmcgan.registry.url=" + stack.registryUrl(),
                    "-Dxmcgan.worker.id=" + id,
                    "-Dxmcgan.worker.data-dir=" + directory.resolve("data"),
                    "-Dxmcgan.worker.text-encoder=" + new Home(RunningStack.HOME).textEncoder(),
                    "-jar",
                    jar.toString()))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("worker.log").toFile()))
            .start();
    return new WorkerProcess(process, id, port, directory.resolve("worker.log"));
  }

  /** Waits until it takes requests; fails with its log if it ends instead. */
  void awaitServing() throws IOException {
    await().atMost(START_LIMIT).until(this::isServingOrGone);
    if (!process.isAlive()) {
      throw new IllegalStateException(id + " ended:\n" + Files.readString(log));
    }
  }

  String id() {
    return id;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM; returns how long it took to end. */
  Duration terminate(Duration patience) throws InterruptedException {
    long begin = System.nanoTime();
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(id + " did not end within " + patience);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stands still until {@link #resume}. */
  void suspend() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String which) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", which, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill %s of %s ended with %d".formatted(which, id, code));
    }
  }

  private boolean isServingOrGone() throws InterruptedException {
    if (!process.isAlive()) {
      return true;
    }
    URI ready = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port));
    try {
      return http.send(
                  HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

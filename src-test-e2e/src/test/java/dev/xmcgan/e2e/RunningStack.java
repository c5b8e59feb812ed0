package dev.xmcgan.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The whole service as a user starts it: {@code ./xmcgan up} in a process of its own, on free
 * loopback ports, with its state in a fresh folder.
 */
final class RunningStack implements AutoCloseable {
  static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path data;
  private final Process launcher;
  private final List<String> output;
  private final JsonNode firstStatus;

  private RunningStack(Path data, Process launcher, List<String> output) throws Exception {
    this.data = data;
    this.launcher = launcher;
    this.output = output;
    this.firstStatus = status();
  }

  /**
   * Starts the stack and waits for its {@code ready} line.
   *
   * @param environment configuration for the services, as a user would export it
   */
  static RunningStack up(Path data, Map<String, String> environment, String... options)
      throws Exception {
    Files.createDirectories(data);
    List<String> command =
        new ArrayList<>(List.of("up", "--data", data.toString(), "--port", freePort()));
    command.addAll(List.of("--kafka-port", freePort(), "--registry-port", freePort()));
    command.addAll(List.of(options));
    ProcessBuilder builder = xmcgan(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> follow(process, lines, ready), "xmcgan up");
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try {
      ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return new RunningStack(data, process, lines);
    } catch (Exception e) {
      process.destroy();
      throw new IllegalStateException("up failed:\n" + String.join("\n", lines), e);
    }
  }

  private static void follow(Process process, List<String> lines, CompletableFuture<Void> ready) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.startsWith("ready http")) {
          ready.complete(null);
        }
      }
    } catch (IOException e) {
      // destroy() closes the stream under its reader; there is nothing more to follow
      lines.add("no more output: " + e.getMessage());
    } finally {
      ready.completeExceptionally(new IllegalStateException("up ended before it was ready"));
    }
  }

  /** A process that runs {@code ./xmcgan} with these arguments. */
  static ProcessBuilder xmcgan(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("xmcgan").toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(HOME.toFile());
  }

  /** Starts a command against this stack; what it prints goes nowhere. */
  Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.addAll(List.of("--data", data.toString()));
    return xmcgan(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs a command against this stack and returns what it printed; fails if it fails. */
  String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    Finished finished = finish(command);
    if (finished.exitCode() != 0) {
      throw new IllegalStateException(command + " ended with " + finished);
    }
    return finished.output();
  }

  /** Runs a command to its end. */
  static Finished finish(List<String> arguments) throws Exception {
    Process process = xmcgan(arguments).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Finished(process.waitFor(), text);
  }

  JsonNode status() throws Exception {
    Finished finished = finish(List.of("status", "--json", "--data", data.toString()));
    return JSON.readTree(finished.output());
  }

  JsonNode service(String name) throws Exception {
    for (JsonNode service : status().path("services")) {
      if (service.path("name").asText().equals(name)) {
        return service;
      }
    }
    throw new IllegalArgumentException("no service " + name + " in " + status());
  }

  /** As {@code kill -9} does it. */
  void kill(String name) throws Exception {
    ProcessHandle.of(service(name).path("pid").asLong()).orElseThrow().destroyForcibly();
  }

  URI url() {
    return URI.create(firstStatus.path("url").asText());
  }

  String bootstrapServers() {
    return firstStatus.path("kafka").asText();
  }

  /** The Confluent-compatible API of the registry. */
  String registryUrl() {
    return firstStatus.path("registry").asText();
  }

  List<String> output() {
    return List.copyOf(output);
  }

  /** Ctrl-C, and waits for the end. */
  @Override
  public void close() throws Exception {
    launcher.destroy();
    if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
      launcher.destroyForcibly();
      throw new IllegalStateException("up did not stop:\n" + String.join("\n", output));
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  record Finished(int exitCode, String output) {}
}

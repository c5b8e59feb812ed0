package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.data.StateFile;
import dev.xmcgan.localkafka.processes.Ports;
import dev.xmcgan.transport.KafkaSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A whole local stack that nothing but one measurement uses: {@code up} in a process of its own, on
 * free ports, its state in a temporary directory that is removed in the end.
 */
public final class OwnStack implements AutoCloseable {
  private static final int STOP_SECONDS = 120;

  private final DataDirectory data;
  private final Process launcher;
  private final StackState state;

  private OwnStack(DataDirectory data, Process launcher, StackState state) {
    this.data = data;
    this.launcher = launcher;
    this.state = state;
  }

  /**
   * Starts a stack and waits until it is ready.
   *
   * @param environment configuration of its services, beside this process's own
   * @param options of {@code up}
   */
  public static OwnStack up(Map<String, String> environment, String... options) throws IOException {
    DataDirectory data = new DataDirectory(Files.createTempDirectory("xmcgan-bench-"));
    List<Integer> ports = Ports.free(3);
    List<String> command =
        new ArrayList<>(List.of(Home.locate().root().resolve("xmcgan").toString(), "up"));
    command.addAll(List.of("--data", data.root().toString()));
    command.addAll(List.of("--port", ports.get(0).toString()));
    command.addAll(List.of("--kafka-port", ports.get(1).toString()));
    command.addAll(List.of("--registry-port", ports.get(2).toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process launcher = builder.start();
    // Ctrl-C ends this process without closing anything
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtExit(launcher, data.root())));
    BufferedReader output = launcher.inputReader(StandardCharsets.UTF_8);
    awaitReady(output);
    Thread drain = new Thread(() -> drain(output), "stack-output");
    drain.setDaemon(true);
    drain.start();
    StackState state = new StateFile(data).read().orElseThrow();
    return new OwnStack(data, launcher, state);
  }

  private static void awaitReady(BufferedReader output) throws IOException {
    List<String> said = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready http")) {
        return;
      }
      said.add(line);
    }
    throw CommandException.failed("the stack did not start: " + String.join(" | ", said));
  }

  /** What nobody reads would stop the launcher once the pipe is full. */
  private static void drain(BufferedReader output) {
    try {
      while (output.readLine() != null) {
        continue;
      }
    } catch (IOException e) {
      // the stack was stopped
    }
  }

  public KafkaSettings kafka() {
    return kafka("");
  }

  /** Topics beside those of the services, which must be made. */
  KafkaSettings kafka(String topicPrefix) {
    return new KafkaSettings(
        state.ports().bootstrapServers(), state.ports().registryUrl(), topicPrefix, Map.of());
  }

  URI gateway() {
    return URI.create(state.ports().url());
  }

  /** A service's process. */
  public ProcessHandle process(String service) {
    return running(service)
        .flatMap(each -> each.process().find())
        .orElseThrow(() -> CommandException.failed(service + " does not run any more"));
  }

  /** What a service counts. */
  ServiceMetrics metrics(String service) {
    return running(service)
        .map(each -> new ServiceMetrics(each.port()))
        .orElseThrow(() -> CommandException.failed(service + " does not run"));
  }

  private Optional<ServiceState> running(String service) {
    return new StateFile(data)
        .read().stream()
            .flatMap(now -> now.services().stream())
            .filter(each -> each.name().equals(service))
            .findFirst();
  }

  /** Stops it and removes what it left. */
  @Override
  public void close() throws IOException {
    stop(launcher, data.root());
  }

  private static void stop(Process launcher, Path root) throws IOException {
    launcher.destroy();
    try {
      if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(root);
  }

  private static void stopAtExit(Process launcher, Path root) {
    try {
      stop(launcher, root);
    } catch (IOException e) {
      // the process ends; what is left lies where temporary files lie
    }
  }

  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(OwnStack::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

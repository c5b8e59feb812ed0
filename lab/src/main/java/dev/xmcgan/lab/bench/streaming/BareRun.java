package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.Main;
import dev.xmcgan.cli.services.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command that does nothing but the bare work of a service and prints a line with its count after
 * each step, in a process of its own that is started as the launcher starts that service.
 */
final class BareRun implements AutoCloseable {
  private final Process process;
  private final InterleavedRuns turns;

  private BareRun(Process process) {
    this.process = process;
    this.turns = new InterleavedRuns(process.toHandle());
  }

  /** Training steps, as a trainer's process takes them. */
  static BareRun training(int pairs, int threads, long seed)
      throws IOException, InterruptedException {
    List<String> nice =
        Programs.find("nice").map(program -> List.of(program, "-n", "10")).orElse(List.of());
    return start(
        nice,
        List.of("-Xms96m", "-Xmx640m"),
        Stream.of(TrainingStepsCommand.NAME, "--pairs", pairs, "--threads", threads, "--seed", seed)
            .map(Object::toString)
            .toList());
  }

  /** Drawn and encoded images, as a generator worker's process makes them. */
  static BareRun drawing(int batch, int lanes, int threads)
      throws IOException, InterruptedException {
    return start(
        List.of(),
        List.of("-Xms96m", "-Xmx384m"),
        Stream.of(
                DrawingStepsCommand.NAME, "--batch", batch, "--lanes", lanes, "--threads", threads)
            .map(Object::toString)
            .toList());
  }

  /** Starts it and waits for its first step. */
  private static BareRun start(List<String> before, List<String> heap, List<String> work)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(heap);
    command.addAll(List.of("-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("lab", "bench"));
    command.addAll(work);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    BareRun started = new BareRun(builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
    Thread reader = new Thread(started::read, "bare-run");
    reader.setDaemon(true);
    reader.start();
    while (!started.turns.hasBegun()) {
      if (!started.process.isAlive()) {
        throw CommandException.failed(work.get(0) + " ended before its first step");
      }
      Thread.sleep(100);
    }
    return started;
  }

  InterleavedRuns turns() {
    return turns;
  }

  /** Also ends a process that is held. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** One line is the count so far. */
  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        turns.told(Long.parseLong(line), Instant.now());
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

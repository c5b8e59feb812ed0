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

/**
 * {@link TrainingStepsCommand} in a process of its own, started as the launcher starts trainers.
 */
final class BareTraining implements AutoCloseable {
  private final Process process;
  private final InterleavedRuns turns;

  private BareTraining(Process process) {
    this.process = process;
    this.turns = new InterleavedRuns(process.toHandle());
  }

  /** Starts it and waits for its first step. */
  static BareTraining start(int pairs, int threads, long seed)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Programs.find("nice").ifPresent(nice -> command.addAll(List.of(nice, "-n", "10")));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms96m", "-Xmx640m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("lab", "bench", TrainingStepsCommand.NAME));
    command.addAll(List.of("--pairs", Integer.toString(pairs)));
    command.addAll(List.of("--threads", Integer.toString(threads)));
    command.addAll(List.of("--seed", Long.toString(seed)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    BareTraining started = new BareTraining(builder.start());
    Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
    Thread reader = new Thread(started::read, "bare-training");
    reader.setDaemon(true);
    reader.start();
    while (!started.turns.hasBegun()) {
      if (!started.process.isAlive()) {
        throw CommandException.failed("the bare training ended before its first step");
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

  /** One line is the number of pairs trained on so far. */
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

package dev.xmcgan.localkafka.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process with a log file: starts, tells when it is ready or why it is not, and stops in
 * order. It runs in its own session where the system has {@code setsid}, so that Ctrl-C in a
 * terminal reaches only us and we stop the children in the order we want.
 */
public final class ChildProcess implements AutoCloseable {

  /** Where a child is in its life. */
  public enum State {
    /** Runs, not known to be ready. */
    STARTING,
    /** Answered its readiness probe once. */
    READY,
    /** Ended because we stopped it. */
    STOPPED,
    /** Ended by itself. */
    FAILED
  }

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(50);
  private static final int LAST_LINES = 20;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final ChildCommand command;
  private final Process process;
  private final Watchdog watchdog;
  private volatile boolean ready;
  private volatile boolean stopping;

  private ChildProcess(ChildCommand command, Process process, Watchdog watchdog) {
    this.command = command;
    this.process = process;
    this.watchdog = watchdog;
  }

  /**
   * Starts the process and returns at once.
   *
   * @throws ChildProcessException if it cannot be started at all
   */
  public static ChildProcess start(ChildCommand command) {
    try {
      Files.createDirectories(command.directory());
      Files.createDirectories(command.logFile().getParent());
      LogRotation.standard().rotate(command.logFile());
      ProcessBuilder builder =
          new ProcessBuilder(inOwnSession(command.command()))
              .directory(command.directory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(command.logFile().toFile()));
      builder.environment().putAll(command.environment());
      Process process = builder.start();
      process.getOutputStream().close();
      Watchdog watchdog = command.diesWithUs() ? Watchdog.over(process) : Watchdog.none();
      return new ChildProcess(command, process, watchdog);
    } catch (IOException e) {
      throw new ChildProcessException(command.name(), "could not be started: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the probe says yes.
   *
   * @throws ChildProcessException if the process ends first or the time is up; carries the end of
   *     the log
   */
  public void awaitReady(ReadinessProbe probe, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!probed(probe)) {
      if (process.waitFor(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ChildProcessException(
            name(), "ended with exit code " + process.exitValue(), lastLogLines(LAST_LINES));
      }
      if (System.nanoTime() > deadline) {
        throw new ChildProcessException(
            name(),
            "did not get ready within %d s".formatted(patience.toSeconds()),
            lastLogLines(LAST_LINES));
      }
    }
    ready = true;
  }

  /**
   * Waits for a process that does its work and ends by itself.
   *
   * @throws ChildProcessException if it fails or the time is up; carries the end of the log
   */
  public void awaitExit(Duration patience) throws InterruptedException {
    stopping = true;
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      throw new ChildProcessException(
          name(),
          "did not finish within %d s".formatted(patience.toSeconds()),
          lastLogLines(LAST_LINES));
    }
    watchdog.dismiss();
    if (process.exitValue() != 0) {
      throw new ChildProcessException(
          name(), "failed with exit code " + process.exitValue(), lastLogLines(LAST_LINES));
    }
  }

  /** Asks it to end (SIGTERM), waits, and kills it if it does not. */
  public void stop(Duration patience) {
    stopping = true;
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    watchdog.dismiss();
  }

  /** As {@link #stop} with the usual patience. */
  @Override
  public void close() {
    stop(STOP_PATIENCE);
  }

  /** Kills it at once (SIGKILL): what a crash looks like. */
  public void kill() throws InterruptedException {
    stopping = true;
    process.destroyForcibly().waitFor();
    watchdog.dismiss();
  }

  public String name() {
    return command.name();
  }

  public long pid() {
    return process.pid();
  }

  public Path logFile() {
    return command.logFile();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public State state() {
    if (process.isAlive()) {
      return ready ? State.READY : State.STARTING;
    }
    return stopping ? State.STOPPED : State.FAILED;
  }

  /** The exit code; empty while it runs. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Completes with this when the process has ended, for whatever reason. */
  public CompletableFuture<ChildProcess> onExit() {
    return process.onExit().thenApply(ended -> this);
  }

  /** The end of the log, oldest line first, without stack frames. */
  public List<String> lastLogLines(int count) {
    return LogTail.lastLines(command.logFile(), count);
  }

  private boolean probed(ReadinessProbe probe) {
    try {
      return process.isAlive() && probe.isReady();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> inOwnSession(List<String> command) {
    if (!Files.isExecutable(SETSID)) {
      return command;
    }
    List<String> wrapped = new ArrayList<>(List.of(SETSID.toString()));
    wrapped.addAll(command);
    return wrapped;
  }
}

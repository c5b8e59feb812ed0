package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A process that trains, held but for its turns, and how many pairs it had trained on at which
 * moments, as it told.
 */
final class InterleavedRuns {
  /** What a process does right after it was held is not its pace. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private static final double NANOS = 1e9;

  private final ProcessHandle process;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  private record Told(long pairs, Instant at) {}

  private record Turn(Instant from, Instant to, Duration cpu) {}

  /** Pairs per second, and per second of CPU time of the process. */
  record Pace(double perSecond, double perCpuSecond) {}

  InterleavedRuns(ProcessHandle process) {
    this.process = process;
  }

  /** It had trained on so many pairs; from any thread. */
  void told(long pairs, Instant at) {
    told.add(new Told(pairs, at));
  }

  /** Whether it told anything yet. */
  boolean hasBegun() {
    return !told.isEmpty();
  }

  /** Lets it run for so long, then holds it again. */
  void turn(Duration length) throws IOException, InterruptedException {
    resume();
    Instant from = Instant.now();
    Duration before = cpu();
    Thread.sleep(length.toMillis());
    Duration used = cpu().minus(before);
    turns.add(new Turn(from, Instant.now(), used));
    hold();
  }

  void hold() throws IOException {
    signal("-STOP");
  }

  void resume() throws IOException {
    signal("-CONT");
  }

  /** Over all turns, each from the first thing told in it to the last. */
  Pace pace() {
    requireThatItWentOn();
    long pairs = 0;
    double seconds = 0;
    double cpuSeconds = 0;
    for (Turn turn : turns) {
      List<Told> within =
          told.stream()
              .filter(each -> each.at().isAfter(turn.from().plus(SETTLING)))
              .filter(each -> each.at().isBefore(turn.to()))
              .toList();
      if (within.size() < 2) {
        continue;
      }
      Told first = within.get(0);
      Told last = within.get(within.size() - 1);
      double length = seconds(Duration.between(first.at(), last.at()));
      pairs += last.pairs() - first.pairs();
      seconds += length;
      cpuSeconds +=
          length * seconds(turn.cpu()) / seconds(Duration.between(turn.from(), turn.to()));
    }
    if (pairs == 0) {
      throw CommandException.failed(
          "no turn was long enough for two reports of process " + process.pid());
    }
    return new Pace(pairs / seconds, pairs / cpuSeconds);
  }

  /** A trainer that lost its place while it was held starts anew; that is no pace. */
  private void requireThatItWentOn() {
    for (int i = 1; i < told.size(); i++) {
      if (told.get(i).pairs() < told.get(i - 1).pairs()) {
        throw CommandException.failed(
            "process %d began anew: it was held for too long".formatted(process.pid()));
      }
    }
  }

  private Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> CommandException.failed("process " + process.pid() + " is gone"));
  }

  private void signal(String signal) throws IOException {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    try {
      kill.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}

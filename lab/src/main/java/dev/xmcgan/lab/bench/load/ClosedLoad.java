package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers, each of whom makes one call after the other: a closed loop. */
public final class ClosedLoad {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;

  private ClosedLoad() {}

  /** What a caller does; returns when it has its answer. */
  @FunctionalInterface
  public interface RoundTrip {
    /** Makes one call. */
    void make() throws Exception;
  }

  /**
   * What callers saw.
   *
   * @param millis of each call, in order of size
   * @param seconds from the first call to the last answer
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Seen(double[] millis, double seconds) {
    public double perSecond() {
      return millis.length / seconds;
    }

    /** So many of a hundred calls took no longer, in milliseconds. */
    public double percentile(int percent) {
      return millis[(millis.length - 1) * percent / 100];
    }
  }

  /**
   * Lets so many callers ask until the time is up, and waits for their last answers.
   *
   * @throws CommandException when a call ended with one
   */
  public static Seen run(int callers, Duration length, RoundTrip trip) throws InterruptedException {
    ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    long asked = System.nanoTime();
                    trip.make();
                    millis.add((System.nanoTime() - asked) / MILLIS);
                  }
                  return null;
                }));
      }
      for (Future<?> caller : running) {
        await(caller);
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - begin) / NANOS;
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Seen(sorted, seconds);
  }

  private static void await(Future<?> caller) throws InterruptedException {
    try {
      caller.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandException failed
          ? failed
          : new IllegalStateException("a caller failed", e.getCause());
    }
  }
}

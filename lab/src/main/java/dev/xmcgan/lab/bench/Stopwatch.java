package dev.xmcgan.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Times an operation over and over; the medians are what counts on a machine that others use too.
 *
 * @param warmUp calls before the first that counts
 * @param samples at least so many
 * @param least at least so long
 */
public record Stopwatch(int warmUp, int samples, Duration least) {

  /** The system counts CPU time in steps of 10 ms: a sample takes many of them. */
  private static final long SAMPLE_NANOS = 400_000_000;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Enough for figures that differ by a few percent from run to run. */
  public static Stopwatch standard() {
    return new Stopwatch(5, 9, Duration.ofSeconds(5));
  }

  /**
   * Medians over the samples, per call.
   *
   * @param cpuMillis of all threads of the process together
   * @param wallMillis as a clock on the wall has it
   */
  public record Times(double cpuMillis, double wallMillis) {}

  /** Runs the operation until it is known. */
  public Times time(Runnable operation) {
    for (int i = 0; i < warmUp; i++) {
      operation.run();
    }
    List<Double> cpu = new ArrayList<>();
    List<Double> wall = new ArrayList<>();
    long start = System.nanoTime();
    while (wall.size() < samples || System.nanoTime() - start < least.toNanos()) {
      long cpuBefore = PROCESS.getProcessCpuTime();
      long before = System.nanoTime();
      int calls = 0;
      while (System.nanoTime() - before < SAMPLE_NANOS) {
        operation.run();
        calls++;
      }
      wall.add((System.nanoTime() - before) / NANOS_PER_MILLI / calls);
      cpu.add((PROCESS.getProcessCpuTime() - cpuBefore) / NANOS_PER_MILLI / calls);
    }
    return new Times(median(cpu), median(wall));
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

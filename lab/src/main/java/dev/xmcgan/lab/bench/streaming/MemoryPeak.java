package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.health.ResidentMemory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The most resident memory that a process holds from now on, looked at twenty times a second. */
public final class MemoryPeak implements AutoCloseable {
  private static final long EVERY_MILLIS = 50;
  private static final double MEGABYTE = 1e6;

  private final ProcessHandle process;
  private final long before;
  private final AtomicLong peak;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private MemoryPeak(ProcessHandle process) {
    this.process = process;
    this.before = now();
    this.peak = new AtomicLong(before);
  }

  public static MemoryPeak of(ProcessHandle process) {
    MemoryPeak started = new MemoryPeak(process);
    var unused =
        started.thread.scheduleWithFixedDelay(
            started::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return started;
  }

  /** How far it went up, in 10⁶ bytes. */
  public double growthMegabytes() {
    look();
    return (peak.get() - before) / MEGABYTE;
  }

  /** What it holds now, in 10⁶ bytes. */
  public double megabytes() {
    return now() / MEGABYTE;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    peak.accumulateAndGet(now(), Math::max);
  }

  private long now() {
    return ResidentMemory.of(process.pid()).orElse(0);
  }
}

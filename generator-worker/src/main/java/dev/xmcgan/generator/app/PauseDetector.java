package dev.xmcgan.generator.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the whole process stood still (held by a signal, its machine suspended or starved),
 * so that nobody takes that time for a standstill of one of its threads. Thread-safe.
 */
final class PauseDetector {
  /** A gap between two ticks that is no mere delay. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration TICK = Duration.ofSeconds(1);

  private final Clock clock;
  private Instant lastTick;
  private Instant awakeSince;

  PauseDetector(Clock clock) {
    this.clock = clock;
    this.lastTick = clock.instant();
    this.awakeSince = lastTick;
  }

  /** Looks at the clock every second from now on, until the process ends. */
  void start() {
    Thread thread = new Thread(this::run, "pauses");
    thread.setDaemon(true);
    thread.start();
  }

  /** Since when the process has been running without a pause. */
  synchronized Instant awakeSince() {
    tick();
    return awakeSince;
  }

  /** The process runs now. */
  synchronized void tick() {
    Instant now = clock.instant();
    if (now.isAfter(lastTick.plus(PAUSE))) {
      awakeSince = now;
    }
    lastTick = now;
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.xmcgan.generator.serving;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What other threads tell the serving thread: that there is work, and that it shall stop. */
final class LoopSignals {
  private final Semaphore work = new Semaphore(0);
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Something can be collected. */
  void work() {
    work.release();
  }

  /** It shall stop. */
  void stop() {
    stop.countDown();
    work.release();
  }

  boolean stopped() {
    return stop.getCount() == 0;
  }

  /** Waits until there is work, but not longer. */
  void awaitWork(Duration longest) {
    try {
      if (work.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        work.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /** Waits, unless it is told to stop. */
  void awaitStop(Duration longest) {
    try {
      var unused = stop.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }
}

package dev.xmcgan.trainer.releases;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes whoever waits for something on Kafka to change. Thread-safe. */
final class Changes {
  private long count;

  /** Something changed. */
  synchronized void happened() {
    count++;
    notifyAll();
  }

  /** Waits for the next change, but not longer than that. */
  synchronized void await(Duration longest) throws InterruptedException {
    long before = count;
    await(() -> count != before, longest);
  }

  /** Waits until a condition holds that only changes bring about; false when it did not in time. */
  synchronized boolean await(BooleanSupplier condition, Duration longest)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}

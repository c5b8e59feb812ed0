package dev.xmcgan.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C, SIGTERM and {@code down}: holds the end of the JVM back until the work is put away. */
public final class StopSignal implements AutoCloseable {
  private static final long LONGEST_STOP_SECONDS = 240;

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Begins to listen. */
  public static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop"));
    return signal;
  }

  /** Completes when somebody wants the stack to stop. */
  public CompletableFuture<Void> requested() {
    return requested;
  }

  /** Everything is stopped; the JVM may end. */
  @Override
  public void close() {
    stopped.countDown();
  }

  private void onShutdown() {
    requested.complete(null);
    try {
      stopped.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

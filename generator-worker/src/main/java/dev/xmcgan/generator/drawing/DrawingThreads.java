package dev.xmcgan.generator.drawing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a drawing pipeline: one reads captions, each lane draws, a core each encodes. */
final class DrawingThreads implements AutoCloseable {
  private final ThreadPoolExecutor readers = threads("captions", 1);
  private final ThreadPoolExecutor drawers = threads("drawing", 1);
  private final ThreadPoolExecutor encoders =
      threads("encoding", Runtime.getRuntime().availableProcessors());
  private final Clock clock;

  DrawingThreads(Clock clock) {
    this.clock = clock;
  }

  Executor readers() {
    return readers;
  }

  /** One for each lane. */
  Executor drawers(int lanes) {
    if (drawers.getCorePoolSize() != lanes) {
      drawers.setMaximumPoolSize(Math.max(lanes, drawers.getMaximumPoolSize()));
      drawers.setCorePoolSize(lanes);
    }
    return drawers;
  }

  Executor encoders() {
    return encoders;
  }

  /**
   * Takes no more work and waits for what is under way, in the order of the steps.
   *
   * @return whether all ended
   */
  boolean end(Duration patience) throws InterruptedException {
    readers.shutdown();
    Instant deadline = clock.instant().plus(patience);
    return awaitEnd(readers, deadline)
        && awaitEnd(drawers, deadline)
        && awaitEnd(encoders, deadline);
  }

  @Override
  public void close() {
    readers.shutdownNow();
    drawers.shutdownNow();
    encoders.shutdownNow();
  }

  private boolean awaitEnd(ThreadPoolExecutor stage, Instant deadline) throws InterruptedException {
    stage.shutdown();
    long left = Duration.between(clock.instant(), deadline).toMillis();
    return stage.awaitTermination(Math.max(1, left), TimeUnit.MILLISECONDS);
  }

  private static ThreadPoolExecutor threads(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        work -> {
          Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}

package dev.xmcgan.generator.drawing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A generator that several micro-batches draw with: it is freed when its owner has let go of it and
 * the last of them is drawn. Thread-safe.
 */
public final class SharedGenerator implements AutoCloseable {
  private final LoadedGenerator generator;

  /** The owner, and each lease. */
  private final AtomicInteger holders = new AtomicInteger(1);

  public SharedGenerator(LoadedGenerator generator) {
    this.generator = generator;
  }

  /** The checkpoint that draws. */
  public String checkpointId() {
    return generator.checkpointId();
  }

  /** What draws; for its owner and for whoever has a lease. */
  public LoadedGenerator generator() {
    return generator;
  }

  /** One more holder, who lets go by {@link #close}. */
  public SharedGenerator lease() {
    holders.getAndUpdate(
        now -> {
          if (now == 0) {
            throw new IllegalStateException("generator " + checkpointId() + " is freed");
          }
          return now + 1;
        });
    return this;
  }

  /** The owner lets go, or a lease ends. */
  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      generator.close();
    }
  }
}

package dev.xmcgan.generator.swap;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loading thread and what connects it with the serving thread: it prepares releases, and the
 * checkpoints that requests name, while the worker goes on drawing.
 */
public final class CheckpointSwapper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSwapper.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
  private static final Duration END_WITHIN = Duration.ofSeconds(4);

  private final List<FollowedChannel> channels;
  private final OnDemandLoads loads;
  private final LoadedGenerators roster;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param channels the release channels this worker serves, its own first
   * @param extraGenerators generators kept beside the released ones, at least 1
   * @param listener told of each channel's changes of state
   */
  public CheckpointSwapper(
      List<String> channels,
      int extraGenerators,
      ReleaseBoard board,
      CheckpointLoader loader,
      BiConsumer<String, SwapState> listener,
      Clock clock) {
    this.channels =
        channels.stream()
            .map(
                name ->
                    new FollowedChannel(
                        name, board, loader, state -> listener.accept(name, state), clock))
            .toList();
    this.channels.forEach(channel -> listener.accept(channel.name(), channel.state()));
    loads = new OnDemandLoads(loader, extraGenerators);
    GeneratorCache shelf = new GeneratorCache(extraGenerators);
    roster = new LoadedGenerators(this.channels, board, loads, shelf, clock);
    thread = new Thread(this::run, "checkpoint-loading");
    thread.setDaemon(true);
  }

  /** Starts following; the board has been read to its end. */
  public void start() {
    thread.start();
  }

  /** Something on the board changed; looks at once instead of in a moment. */
  public void changed() {
    channels.forEach(FollowedChannel::interruptOvertaken);
    changes.release();
  }

  /** The generators; for the serving thread, which also closes it, after {@link #close}. */
  public LoadedGenerators roster() {
    return roster;
  }

  /** Whether the loading thread has not ended; after {@link #close} only a load that hangs. */
  public boolean isLoading() {
    return thread.isAlive();
  }

  /** Ends the loading thread; a fetch under way is interrupted, a load waited for a little. */
  @Override
  public void close() {
    closed = true;
    changes.release();
    thread.interrupt();
    try {
      thread.join(END_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (!step()) {
          awaitChange();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at the releases, one load for a request; false when there is nothing more to do. */
  private boolean step() {
    try {
      channels.forEach(FollowedChannel::follow);
      return loads.step();
    } catch (RuntimeException e) {
      // a bug: the released generator goes on drawing
      LOG.atError().setCause(e).log("following releases failed");
      return false;
    }
  }

  private void awaitChange() throws InterruptedException {
    if (changes.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }
}

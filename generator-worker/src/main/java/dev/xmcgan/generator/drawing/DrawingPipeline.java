package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Captions are read, images drawn and files encoded on threads of their own, each step of one
 * micro-batch beside the other steps of others. Bounded: one micro-batch a lane is drawn, and one
 * more has its captions read meanwhile.
 *
 * <p>{@link #begin}, {@link #hasRoom} and {@link #collect} are the serving thread's; {@link
 * #drawingSince} is anybody's.
 */
public final class DrawingPipeline implements AutoCloseable {
  private final int lanes;
  private final Function<HeldRequest, Optional<RequestFailure>> unwanted;
  private final Runnable onDrawn;
  private final AttemptLog attempts;
  private final Clock clock;
  private final ExecutorService readers;
  private final ExecutorService drawers;
  private final ExecutorService encoders;
  private final Queue<DrawnBatch> drawn = new ConcurrentLinkedQueue<>();

  /** Micro-batches that are not drawn yet. */
  private final AtomicInteger undrawn = new AtomicInteger();

  /** Micro-batches that are not drawn and encoded yet. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final Map<Thread, Instant> passes = new ConcurrentHashMap<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private volatile boolean ending;

  /**
   * @param lanes micro-batches drawn beside each other
   * @param unwanted asked right before drawing: why a request must not be drawn any more
   * @param onDrawn called, on any thread, when there is something to collect or to begin
   * @param attempts told of each pass
   */
  public DrawingPipeline(
      int lanes,
      Function<HeldRequest, Optional<RequestFailure>> unwanted,
      Runnable onDrawn,
      AttemptLog attempts,
      Clock clock) {
    this.lanes = lanes;
    this.unwanted = unwanted;
    this.onDrawn = onDrawn;
    this.attempts = attempts;
    this.clock = clock;
    readers = threads("captions", 1);
    drawers = threads("drawing", lanes);
    encoders = threads("encoding", Runtime.getRuntime().availableProcessors());
  }

  /** Whether it takes another micro-batch. */
  public boolean hasRoom() {
    return undrawn.get() <= lanes;
  }

  /** Takes a micro-batch; the lease is the pipeline's now. */
  public void begin(SharedGenerator lease, MicroBatch<HeldRequest> batch) {
    undrawn.incrementAndGet();
    unfinished.incrementAndGet();
    Instant begun = clock.instant();
    CompletableFuture.runAsync(() -> readCaptions(lease, batch), readers)
        .exceptionally(e -> null) // drawing reads them again, and there each request fails alone
        .thenRunAsync(() -> draw(lease, batch, begun), drawers)
        .exceptionally(
            e -> {
              broken.compareAndSet(null, e.getCause());
              onDrawn.run();
              return null;
            });
  }

  /**
   * The next micro-batch that is drawn and encoded.
   *
   * @throws IllegalStateException when drawing ended by a fault of the virtual machine
   */
  public Optional<DrawnBatch> collect() {
    if (broken.get() != null) {
      throw new IllegalStateException("drawing is broken: " + broken.get(), broken.get());
    }
    return Optional.ofNullable(drawn.poll());
  }

  /** Whether nothing is under way or waits to be collected. */
  public boolean isIdle() {
    return unfinished.get() == 0 && drawn.isEmpty();
  }

  /** Whether a micro-batch is being drawn or waits for it. */
  public boolean isDrawing() {
    return undrawn.get() > 0;
  }

  /** When the oldest pass began that is being drawn; empty while none is. */
  public Optional<Instant> drawingSince() {
    return passes.values().stream().min(Instant::compareTo);
  }

  /**
   * Begins no more passes and waits for those under way, but not for ever.
   *
   * @return whether all ended
   */
  public boolean end(Duration patience) throws InterruptedException {
    ending = true;
    readers.shutdown();
    Instant deadline = clock.instant().plus(patience);
    return awaitEnd(readers, deadline)
        && awaitEnd(drawers, deadline)
        && awaitEnd(encoders, deadline);
  }

  private boolean awaitEnd(ExecutorService stage, Instant deadline) throws InterruptedException {
    stage.shutdown();
    long left = Duration.between(clock.instant(), deadline).toMillis();
    return stage.awaitTermination(Math.max(1, left), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    readers.shutdownNow();
    drawers.shutdownNow();
    encoders.shutdownNow();
  }

  private void readCaptions(SharedGenerator lease, MicroBatch<HeldRequest> batch) {
    if (ending) {
      return;
    }
    lease.generator().readCaptions(BatchRunner.imageRequests(batch.shares()));
  }

  private void draw(SharedGenerator lease, MicroBatch<HeldRequest> batch, Instant begun) {
    List<CompletableFuture<DrawResult>> results = new ArrayList<>();
    Instant start = clock.instant();
    passes.put(Thread.currentThread(), start);
    try {
      if (ending || broken.get() != null) {
        return;
      }
      List<Share<HeldRequest>> wanted = new ArrayList<>();
      for (Share<HeldRequest> share : batch.shares()) {
        unwanted
            .apply(share.request())
            .ifPresentOrElse(
                failure ->
                    results.add(
                        CompletableFuture.completedFuture(new Failed(share, failure, false))),
                () -> wanted.add(share));
      }
      if (!wanted.isEmpty()) {
        attempts.begin(wanted.stream().map(share -> share.request().source()).toList());
        results.addAll(new BatchRunner(lease.generator(), encoders).run(wanted));
        // not where it threw: then the process is about to die of it
        attempts.end();
      }
    } catch (RuntimeException | Error e) {
      // before this thread takes the next one, which would cover up what it died of
      broken.compareAndSet(null, e);
      throw e;
    } finally {
      passes.remove(Thread.currentThread());
      lease.close();
      undrawn.decrementAndGet();
    }
    Duration took = Duration.between(start, clock.instant());
    onDrawn.run();
    CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
        .thenRun(
            () -> {
              drawn.add(
                  new DrawnBatch(
                      batch, begun, took, results.stream().map(CompletableFuture::join).toList()));
              unfinished.decrementAndGet();
              onDrawn.run();
            });
  }

  private static ExecutorService threads(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        work -> {
          Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}

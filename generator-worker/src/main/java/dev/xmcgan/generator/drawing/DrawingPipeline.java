package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.FreeLanes;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.drawing.DrawnBatch.Steps;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captions are read, images drawn and files encoded beside the other steps of other micro-batches.
 * Bounded: one micro-batch a lane is drawn, and one more waits, or has its captions read meanwhile
 * where a core is free for that; else its lane reads them.
 *
 * <p>{@link #begin}, {@link #hasRoom} and {@link #collect} are the serving thread's; {@link
 * #drawingSince} is anybody's.
 */
public final class DrawingPipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DrawingPipeline.class);

  private final Supplier<Lanes> lanes;
  private final Function<HeldRequest, Optional<RequestFailure>> unwanted;
  private final Runnable onDrawn;
  private final AttemptLog attempts;
  private final Clock clock;
  private final DrawingThreads threads;
  private final Queue<DrawnBatch> drawn = new ConcurrentLinkedQueue<>();
  private final DeliveryOrder order = new DeliveryOrder();

  /** Micro-batches that are not drawn yet. */
  private final AtomicInteger undrawn = new AtomicInteger();

  /** Micro-batches that are not drawn and encoded yet. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final Map<Thread, Instant> passes = new ConcurrentHashMap<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private volatile boolean ending;

  /**
   * @param lanes asked each time; settled before the first micro-batch comes
   * @param unwanted asked right before drawing: why a request must not be drawn any more
   * @param onDrawn called, on any thread, when there is something to collect or to begin
   * @param attempts told of each pass
   */
  public DrawingPipeline(
      Supplier<Lanes> lanes,
      Function<HeldRequest, Optional<RequestFailure>> unwanted,
      Runnable onDrawn,
      AttemptLog attempts,
      Clock clock) {
    this.lanes = lanes;
    this.unwanted = unwanted;
    this.onDrawn = onDrawn;
    this.attempts = attempts;
    this.clock = clock;
    threads = new DrawingThreads(clock);
  }

  /** Micro-batches drawn beside each other. */
  public int lanes() {
    return lanes.get().count();
  }

  /** Whether it takes another micro-batch. */
  public boolean hasRoom() {
    return undrawn.get() <= lanes.get().count();
  }

  /** Takes a micro-batch; the lease is the pipeline's now. */
  public void begin(SharedGenerator lease, MicroBatch<HeldRequest> batch) {
    order.begun(batch);
    undrawn.incrementAndGet();
    unfinished.incrementAndGet();
    Instant begun = clock.instant();
    CompletableFuture<Duration> read =
        lanes.get().readsAhead()
            ? CompletableFuture.supplyAsync(() -> readAhead(lease, batch), threads.readers())
            : CompletableFuture.completedFuture(Duration.ZERO);
    // where captions cannot be read drawing reads them again, and there each request fails alone
    read.exceptionally(e -> Duration.ZERO)
        .thenAcceptAsync(
            ahead -> draw(lease, batch, begun, ahead), threads.drawers(lanes.get().count()))
        .exceptionally(
            e -> {
              broken.compareAndSet(null, e.getCause());
              onDrawn.run();
              return null;
            });
  }

  /**
   * The next micro-batch that is drawn and encoded; one generator's never comes before what another
   * was given earlier.
   *
   * @throws IllegalStateException when drawing ended by a fault of the virtual machine
   */
  public Optional<DrawnBatch> collect() {
    if (broken.get() != null) {
      throw new IllegalStateException("drawing is broken: " + broken.get(), broken.get());
    }
    for (DrawnBatch next = drawn.poll(); next != null; next = drawn.poll()) {
      order.drawn(next);
    }
    return order.next();
  }

  /** Whether nothing is under way or waits to be collected. */
  public boolean isIdle() {
    return unfinished.get() == 0 && drawn.isEmpty();
  }

  /** Lanes that draw nothing and have nothing waiting. */
  public FreeLanes freeLanes() {
    int count = lanes.get().count();
    return new FreeLanes(Math.max(0, count - undrawn.get()), count);
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
    return threads.end(patience);
  }

  @Override
  public void close() {
    threads.close();
  }

  private Duration readAhead(SharedGenerator lease, MicroBatch<HeldRequest> batch) {
    Instant start = clock.instant();
    if (!ending) {
      lease.generator().readCaptions(BatchRunner.imageRequests(batch.shares()));
    }
    return since(start);
  }

  private Duration readHere(SharedGenerator lease, List<Share<HeldRequest>> shares) {
    Instant start = clock.instant();
    try {
      lease.generator().readCaptions(BatchRunner.imageRequests(shares));
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("requestIds", BatchRunner.requestIds(shares))
          .log("captions were not read; drawing reads them again, one by one");
    }
    return since(start);
  }

  private Duration since(Instant start) {
    return Duration.between(start, clock.instant());
  }

  private void draw(
      SharedGenerator lease, MicroBatch<HeldRequest> batch, Instant begun, Duration ahead) {
    List<CompletableFuture<DrawResult>> results = new ArrayList<>();
    Duration here = Duration.ZERO;
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
        if (!lanes.get().readsAhead()) {
          here = readHere(lease, wanted);
        }
        results.addAll(new BatchRunner(lease.generator(), threads.encoders()).run(wanted));
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
    Instant drawnAt = clock.instant();
    Duration took = Duration.between(start, drawnAt);
    Duration text = ahead.plus(here);
    Duration drawing = took.minus(here);
    onDrawn.run();
    CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
        .thenRun(
            () -> {
              Steps steps = new Steps(text, drawing, since(drawnAt));
              drawn.add(
                  new DrawnBatch(
                      batch,
                      begun,
                      took,
                      drawnAt,
                      steps,
                      results.stream().map(CompletableFuture::join).toList()));
              unfinished.decrementAndGet();
              onDrawn.run();
            });
  }
}

package dev.xmcgan.gateway.answers;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.protection.MemoryBudget;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who waits at this instance, by request id; several may wait for one request. Records of other
 * requests, repeated records and records that come too late change nothing.
 */
@Singleton
public final class WaitingRequests {
  private final Map<String, Set<Waiting>> byRequest = new ConcurrentHashMap<>();
  private final MemoryBudget memory;

  /** A timer that is not needed any more must not keep the images that it would have ended. */
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, WaitingRequests::daemon);

  /** As much again as answers may take that wait to be read. */
  WaitingRequests(GatewayConfig config, GatewayMetrics metrics) {
    this.memory = new MemoryBudget(config.http().maxAnswerMemory());
    timers.setRemoveOnCancelPolicy(true);
    metrics.gauge(
        GatewayMetrics.RECEIVED_IMAGE_BYTES,
        "Bytes of images that came for callers and are not in an answer yet",
        memory::held);
  }

  /** Whether it would be better to read no more images for a moment. */
  boolean isHalfFull() {
    return memory.isHalfTaken();
  }

  /**
   * Begins to wait. To be called before the request is put on Kafka, or is looked for there, or its
   * answer could be missed.
   *
   * @param listener hears of each image as it comes, on the thread that reads them
   */
  public Waiting await(
      String requestId, int count, Duration timeout, Consumer<ImageResult> listener) {
    Waiting waiting = new Waiting(requestId, count, memory, listener);
    byRequest.compute(
        requestId,
        (id, others) -> {
          Set<Waiting> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiting);
          return all;
        });
    ScheduledFuture<?> timeUp =
        timers.schedule(
            () -> waiting.finish(new RequestAnswer.TimedOut(waiting.received())),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    var unused =
        waiting
            .answer()
            .thenAccept(
                answer -> {
                  timeUp.cancel(false);
                  forget(waiting);
                  if (!(answer instanceof RequestAnswer.Drawn)) {
                    waiting.release();
                  }
                });
    return waiting;
  }

  /** Whether somebody waits for this request; cheap. */
  public boolean awaits(String requestId) {
    return requestId != null && byRequest.containsKey(requestId);
  }

  /** For which requests somebody waits now. */
  Set<String> ids() {
    return byRequest.keySet();
  }

  /** An image came. */
  public void accept(ImageResult image) {
    of(image.getRequestId()).forEach(waiting -> waiting.accept(image));
  }

  /** A failure came. */
  public void accept(GenerationFailure failure) {
    of(failure.getRequestId()).forEach(waiting -> waiting.accept(failure));
  }

  /** Stops waiting; its answer stays open. */
  public void forget(Waiting waiting) {
    byRequest.computeIfPresent(
        waiting.requestId(),
        (id, all) -> {
          all.remove(waiting);
          return all.isEmpty() ? null : all;
        });
  }

  /** For how many requests somebody waits now. */
  public int size() {
    return byRequest.size();
  }

  /** Answers everybody: this instance stops. */
  public void stop() {
    byRequest
        .values()
        .forEach(all -> all.forEach(waiting -> waiting.finish(new RequestAnswer.Stopping())));
  }

  private Set<Waiting> of(String requestId) {
    return byRequest.getOrDefault(requestId, Set.of());
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "gateway-answer-timeouts");
    thread.setDaemon(true);
    return thread;
  }
}

package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who waits at this instance, by request id; several may wait for one request. Records of other
 * requests, repeated records and records that come too late change nothing.
 */
@Singleton
public final class WaitingRequests {
  private final Map<String, Set<Waiting>> byRequest = new ConcurrentHashMap<>();

  /**
   * Begins to wait. To be called before the request is put on Kafka, or is looked for there, or its
   * answer could be missed.
   *
   * @param listener hears of each image as it comes, on the thread that reads them
   */
  public Waiting await(
      String requestId, int count, Duration timeout, Consumer<ImageResult> listener) {
    Waiting waiting = new Waiting(requestId, count, listener);
    byRequest.compute(
        requestId,
        (id, others) -> {
          Set<Waiting> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiting);
          return all;
        });
    Executor timer =
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    CompletableFuture<Void> timeUp =
        CompletableFuture.runAsync(
            () -> waiting.finish(new RequestAnswer.TimedOut(waiting.received())), timer);
    var unused =
        waiting
            .answer()
            .thenRun(
                () -> {
                  timeUp.cancel(false);
                  forget(waiting);
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
}

package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The requests whose callers wait at this instance, by request id. Nobody holds a thread while
 * waiting. Records of other requests, repeated records and records that come too late change
 * nothing.
 */
@Singleton
public final class WaitingRequests {
  private static final Logger LOG = Logger.getLogger(WaitingRequests.class);

  private record Entry(WaitingRequest request, CompletableFuture<Answer> answer) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * Begins to wait. To be called before the request is put on Kafka, or its answer could be missed.
   *
   * @return never fails; {@link Answer.TimedOut} when time is up
   */
  public CompletableFuture<Answer> await(String requestId, int count, Duration timeout) {
    WaitingRequest request = new WaitingRequest(count);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (entries.putIfAbsent(requestId, new Entry(request, answer)) != null) {
      throw new IllegalArgumentException("Request id " + requestId + " is already waited for");
    }
    return answer
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (inTime, timeUp) -> {
              entries.remove(requestId);
              return timeUp == null ? inTime : new Answer.TimedOut(request.received());
            });
  }

  /** Whether somebody waits for this request; cheap. */
  public boolean awaits(String requestId) {
    return requestId != null && entries.containsKey(requestId);
  }

  /** An image came. */
  public void accept(ImageResult image) {
    Entry entry = entries.get(image.getRequestId());
    if (entry == null) {
      return;
    }
    try {
      entry
          .request()
          .add(image)
          .ifPresent(all -> finish(image.getRequestId(), new Answer.Drawn(all)));
    } catch (IndexOutOfBoundsException notAsked) {
      LOG.warnf(
          "Ignored an image nobody asked for; request=%s index=%d worker=%s",
          image.getRequestId(), image.getIndex(), image.getWorkerId());
    }
  }

  /** A failure came. */
  public void accept(GenerationFailure failure) {
    finish(failure.getRequestId(), new Answer.Failed(failure));
  }

  /** Stops waiting for a request that was not put on Kafka after all. */
  public void forget(String requestId) {
    entries.remove(requestId);
  }

  /** How many wait now. */
  public int size() {
    return entries.size();
  }

  /** Answers everybody: this instance stops. */
  public void stop() {
    entries.keySet().forEach(requestId -> finish(requestId, new Answer.Stopping()));
  }

  private void finish(String requestId, Answer answer) {
    Entry entry = entries.remove(requestId);
    if (entry != null) {
      entry.answer().complete(answer);
    }
  }
}

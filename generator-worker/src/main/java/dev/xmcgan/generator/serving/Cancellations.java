package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests that nobody waits for any more, by {@code request-cancellations}. It may come before
 * its request does, so ids are kept; the oldest are forgotten where there are very many.
 * Thread-safe.
 */
final class Cancellations implements AutoCloseable {
  private static final int MOST_IDS = 100_000;

  private final Map<String, Boolean> ids =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_IDS;
        }
      };
  private final TopicLog log;

  /** Begins to read. */
  Cancellations(KafkaSettings settings, String workerId) {
    log =
        TopicLog.fromBeginning(
            workerId + "-cancellations",
            settings,
            Set.of(settings.topic(Topic.REQUEST_CANCELLATIONS)),
            record -> add(record.key()));
    log.start();
  }

  /**
   * Waits until all are known that were there when reading began.
   *
   * @return whether that happened in time
   */
  boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return log.awaitCaughtUp(patience);
  }

  /** The failure of a request that was cancelled. */
  Optional<RequestFailure> of(HeldRequest held) {
    synchronized (ids) {
      return ids.containsKey(held.request().requestId())
          ? Optional.of(RequestFailure.cancelled())
          : Optional.empty();
    }
  }

  @Override
  public void close() {
    log.close();
  }

  private void add(String requestId) {
    if (requestId != null) {
      synchronized (ids) {
        ids.put(requestId, true);
      }
    }
  }
}

package dev.xmcgan.gateway.queue;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was accepted, by this instance or any other producer, and is not answered yet; and how fast
 * answers come. A request counts until its last image, its failure, or a little after its deadline.
 */
@Singleton
public final class OpenRequests {
  /** Of a request that names no deadline. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * About a micro-batch. With less to do, answers come as slowly as questions do, which says
   * nothing of how fast they could.
   */
  static final int BUSY = 16;

  /** A request and its answer are read by two readers: the answer may be first. */
  private static final int ANSWERED_EARLY = 4_096;

  private final Clock clock;
  private final Map<String, Open> byId = new LinkedHashMap<>();
  private final Map<Instant, Set<String>> byDeadline = new TreeMap<>();
  private final Map<String, Boolean> answered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > ANSWERED_EARLY;
        }
      };
  private final Throughput throughput = new Throughput();
  private int images;

  private static final class Open {
    private final Instant deadline;
    private int missing;

    private Open(int missing, Instant deadline) {
      this.missing = missing;
      this.deadline = deadline;
    }
  }

  public OpenRequests(Clock clock) {
    this.clock = clock;
  }

  /**
   * A request is on Kafka, or on its way there. Said twice it counts once.
   *
   * @param deadline null = none
   */
  public synchronized void opened(String requestId, int count, Instant deadline) {
    Instant now = clock.instant();
    expire(now);
    Instant end = deadline == null ? now.plus(LONGEST) : deadline;
    if (byId.containsKey(requestId) || answered.containsKey(requestId) || !end.isAfter(now)) {
      return;
    }
    byId.put(requestId, new Open(count, end));
    byDeadline.computeIfAbsent(end, same -> new HashSet<>()).add(requestId);
    if (images < BUSY && images + count >= BUSY) {
      throughput.begin(now);
    }
    images += count;
  }

  /** One of its images is there. */
  public synchronized void imageCame(String requestId) {
    Instant now = clock.instant();
    Open open = byId.get(requestId);
    if (open == null) {
      answered.put(requestId, true);
      return;
    }
    if (images >= BUSY) {
      throughput.add(now);
    }
    close(1, now);
    open.missing--;
    if (open.missing == 0) {
      remove(requestId, open, now);
    }
  }

  /** It is not drawn, or was not sent after all. */
  public synchronized void failed(String requestId) {
    Open open = byId.get(requestId);
    if (open == null) {
      answered.put(requestId, true);
    } else {
      remove(requestId, open, clock.instant());
    }
  }

  /** Images that are asked for and not there. */
  public synchronized int images() {
    expire(clock.instant());
    return images;
  }

  /** Images per second while there is much to do; empty until that was so. */
  public synchronized OptionalDouble imagesPerSecond() {
    return throughput.perSecond(clock.instant());
  }

  private void expire(Instant now) {
    while (!byDeadline.isEmpty()) {
      Map.Entry<Instant, Set<String>> next = byDeadline.entrySet().iterator().next();
      if (next.getKey().isAfter(now)) {
        return;
      }
      for (String requestId : Set.copyOf(next.getValue())) {
        remove(requestId, byId.get(requestId), now);
      }
    }
  }

  private void remove(String requestId, Open open, Instant now) {
    byId.remove(requestId);
    answered.put(requestId, true);
    Set<String> same = byDeadline.get(open.deadline);
    same.remove(requestId);
    if (same.isEmpty()) {
      byDeadline.remove(open.deadline);
    }
    close(open.missing, now);
  }

  private void close(int count, Instant now) {
    if (images >= BUSY && images - count < BUSY) {
      throughput.rest(now);
    }
    images -= count;
  }
}

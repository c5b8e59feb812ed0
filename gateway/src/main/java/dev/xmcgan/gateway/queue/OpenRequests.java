package dev.xmcgan.gateway.queue;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was accepted, and whose answers come home here, and is not answered yet, in all and of each
 * owner; and how fast answers come. A request counts until its last image, its failure, or a little
 * after its deadline.
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

  /** Of one more answer in the mean time that answers take. */
  private static final double NEW_WEIGHT = 0.2;

  /** A request and its answer are read by two readers: the answer may be first. */
  private static final int ANSWERED_EARLY = 4_096;

  private final Clock clock;
  private final Map<String, OpenRequest> byId = new LinkedHashMap<>();
  private final Map<Instant, Set<String>> byDeadline = new TreeMap<>();
  private final Map<String, Boolean> answered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > ANSWERED_EARLY;
        }
      };
  private final TenantUses tenants = new TenantUses();
  private final Throughput throughput = new Throughput();
  private double answerMillis;
  private int images;

  public OpenRequests(Clock clock) {
    this.clock = clock;
  }

  /**
   * A request is on Kafka, or on its way there. Said twice it counts once.
   *
   * @param tenant whose it is
   * @param deadline null = none
   */
  public synchronized void opened(String requestId, String tenant, int count, Instant deadline) {
    Instant now = clock.instant();
    expire(now);
    Instant end = deadline == null ? now.plus(LONGEST) : deadline;
    if (byId.containsKey(requestId) || answered.containsKey(requestId) || !end.isAfter(now)) {
      return;
    }
    byId.put(requestId, new OpenRequest(tenant, count, now, end));
    tenants.asked(tenant, count, now).opened(count);
    byDeadline.computeIfAbsent(end, same -> new HashSet<>()).add(requestId);
    if (images < BUSY && images + count >= BUSY) {
      throughput.begin(now);
    }
    images += count;
  }

  /** A request whose answers another instance reads: it counts for what its owner asked for. */
  public synchronized void openedElsewhere(String requestId, String tenant, int count) {
    if (!byId.containsKey(requestId) && !answered.containsKey(requestId)) {
      tenants.asked(tenant, count, clock.instant());
    }
  }

  /** Counts requests no longer whose answers are not seen. */
  public synchronized void abandon(Predicate<String> ids) {
    Instant now = clock.instant();
    for (Map.Entry<String, OpenRequest> open : List.copyOf(byId.entrySet())) {
      if (ids.test(open.getKey())) {
        remove(open.getKey(), open.getValue(), now);
      }
    }
  }

  /** One of its images is there. */
  public synchronized void imageCame(String requestId) {
    Instant now = clock.instant();
    OpenRequest open = byId.get(requestId);
    if (open == null) {
      answered.put(requestId, true);
      return;
    }
    if (images >= BUSY) {
      throughput.add(now);
    }
    close(open, 1, now);
    if (open.imageCame()) {
      double took = Duration.between(open.since(), now).toMillis();
      answerMillis += answerMillis == 0 ? took : NEW_WEIGHT * (took - answerMillis);
      remove(requestId, open, now);
    }
  }

  /** It is not drawn, or was not sent after all. */
  public synchronized void failed(String requestId) {
    OpenRequest open = byId.get(requestId);
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

  /** Requests that are open. */
  public synchronized int requests() {
    expire(clock.instant());
    return byId.size();
  }

  /** How long the oldest of them is open; zero when there is none. */
  public synchronized Duration oldest() {
    Instant now = clock.instant();
    expire(now);
    return byId.isEmpty()
        ? Duration.ZERO
        : Duration.between(byId.values().iterator().next().since(), now);
  }

  /** Requests of an owner that are open. */
  synchronized int requestsOf(String tenant) {
    expire(clock.instant());
    return tenants.of(tenant).requests();
  }

  /** Images that an owner asked for and that are not there. */
  synchronized int imagesOf(String tenant) {
    expire(clock.instant());
    return tenants.of(tenant).images();
  }

  /** After which time an owner may ask for so many more within a limit per minute; zero = now. */
  synchronized Duration untilWithin(int perMinute, String tenant, int count) {
    return Duration.ofSeconds(
        tenants.of(tenant).secondsUntil(count, perMinute, clock.instant().getEpochSecond()));
  }

  /**
   * About how long it takes, in the order in which all was asked for, until an owner has so much
   * less open; empty where nothing was measured.
   */
  synchronized Optional<Duration> untilLess(String tenant, int requests, int imagesLess) {
    Instant now = clock.instant();
    int ahead = 0;
    int over = 0;
    int drawn = 0;
    OpenRequest last = null;
    for (OpenRequest open : byId.values()) {
      if (!open.tenant().equals(tenant)) {
        ahead += open.missing();
        continue;
      }
      last = open;
      over++;
      int needed = over <= requests ? open.missing() : Math.min(open.missing(), imagesLess - drawn);
      ahead += needed;
      drawn += needed;
      if (over >= requests && drawn >= imagesLess) {
        break;
      }
    }
    OptionalDouble rate = throughput.perSecond(now);
    if (images >= BUSY && rate.isPresent()) {
      return Optional.of(Duration.ofMillis((long) (ahead * 1_000 / rate.getAsDouble())));
    }
    return last == null || answerMillis == 0
        ? Optional.empty()
        : Optional.of(Duration.between(now, last.since().plusMillis((long) answerMillis)));
  }

  /** How many owners are remembered. */
  synchronized int owners() {
    return tenants.size();
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

  private void remove(String requestId, OpenRequest open, Instant now) {
    byId.remove(requestId);
    answered.put(requestId, true);
    Set<String> same = byDeadline.get(open.deadline());
    same.remove(requestId);
    if (same.isEmpty()) {
      byDeadline.remove(open.deadline());
    }
    close(open, open.missing(), now);
    tenants.of(open.tenant()).requestOver();
  }

  private void close(OpenRequest open, int count, Instant now) {
    tenants.of(open.tenant()).closed(count);
    if (images >= BUSY && images - count < BUSY) {
      throughput.rest(now);
    }
    images -= count;
  }
}

package dev.xmcgan.generator.batching;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.config.WorkerConfig.Batching;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds requests and forms micro-batches of them.
 *
 * <p>At once where a lane is free, or for a full one; while all lanes draw, others can still join
 * until the first request has waited for the linger.
 *
 * <p>Order: requests held longer than the age limit first, oldest first; then by priority, higher
 * first; within a priority as they came. A request that does not fit into what is left of a pass is
 * split: its remaining images go into a later one. One owner; not thread-safe.
 *
 * @param <R> the request
 */
public final class MicroBatcher<R> {
  private final Batching limits;
  private final Clock clock;
  private final List<Waiting<R>> waiting = new ArrayList<>();
  private long sequence;

  public MicroBatcher(Batching limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Holds a request.
   *
   * @param images how many images it asks for, at least 1
   * @param sentAt when the client sent it; the linger counts from here, a clock ahead of ours is
   *     ignored
   */
  public void add(R request, int images, int priority, Instant sentAt) {
    if (images < 1) {
      throw new IllegalArgumentException("a request for %d images: %s".formatted(images, request));
    }
    Instant now = clock.instant();
    Instant lingerFrom = sentAt.isAfter(now) ? now : sentAt;
    waiting.add(new Waiting<>(request, images, priority, lingerFrom, now, sequence++));
  }

  /**
   * The next micro-batch that is due, if any; what it takes is no longer held.
   *
   * @param generatorOf which generator draws a request; empty while it is not there yet
   * @param lanes what can be drawn at the moment
   */
  public Optional<MicroBatch<R>> next(Function<R, Optional<String>> generatorOf, FreeLanes lanes) {
    Instant now = clock.instant();
    for (Map.Entry<String, List<Waiting<R>>> group : groups(generatorOf, now).entrySet()) {
      if (!dueAt(group, lanes).isAfter(now)) {
        return Optional.of(take(group.getKey(), group.getValue()));
      }
    }
    return Optional.empty();
  }

  /** How long until {@link #next} has a micro-batch without another request; empty = never. */
  public Optional<Duration> untilDue(Function<R, Optional<String>> generatorOf, FreeLanes lanes) {
    Instant now = clock.instant();
    return groups(generatorOf, now).entrySet().stream()
        .map(group -> dueAt(group, lanes))
        .min(Comparator.naturalOrder())
        .map(due -> due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO);
  }

  /** Lets go of the requests that match and returns them, in the order they came. */
  public List<R> remove(Predicate<R> condition) {
    List<R> removed = new ArrayList<>();
    for (Iterator<Waiting<R>> each = waiting.iterator(); each.hasNext(); ) {
      R request = each.next().request;
      if (condition.test(request)) {
        each.remove();
        removed.add(request);
      }
    }
    return removed;
  }

  /** Requests held. */
  public int requests() {
    return waiting.size();
  }

  /** Images still to be taken. */
  public int images() {
    return waiting.stream().mapToInt(Waiting::remaining).sum();
  }

  private Map<String, List<Waiting<R>>> groups(
      Function<R, Optional<String>> generatorOf, Instant now) {
    List<Waiting<R>> ordered = new ArrayList<>(waiting);
    ordered.sort(order(now));
    Map<String, List<Waiting<R>>> groups = new LinkedHashMap<>();
    for (Waiting<R> each : ordered) {
      generatorOf
          .apply(each.request)
          .ifPresent(
              generator -> groups.computeIfAbsent(generator, key -> new ArrayList<>()).add(each));
    }
    return groups;
  }

  private Comparator<Waiting<R>> order(Instant now) {
    Instant overdue = now.minus(limits.maxWait());
    Comparator<Waiting<R>> byPriority =
        Comparator.comparingLong(
            each -> each.heldSince.isAfter(overdue) ? -(long) each.priority : Long.MIN_VALUE);
    return byPriority.thenComparingLong(each -> each.sequence);
  }

  private Instant dueAt(Map.Entry<String, List<Waiting<R>>> group, FreeLanes lanes) {
    int images =
        group.getValue().stream().mapToInt(each -> each.remainingFor(group.getKey())).sum();
    if (lanes.count() > 0 || images >= limits.maxBatch()) {
      return Instant.MIN;
    }
    return Collections.min(group.getValue().stream().map(each -> each.lingerFrom).toList())
        .plus(limits.linger());
  }

  private MicroBatch<R> take(String generator, List<Waiting<R>> group) {
    List<Share<R>> shares = new ArrayList<>();
    int room = limits.maxBatch();
    for (Waiting<R> each : group) {
      if (room == 0) {
        break;
      }
      Share<R> share = each.take(room, generator);
      shares.add(share);
      room -= share.images();
    }
    waiting.removeIf(each -> each.remaining() == 0);
    return new MicroBatch<>(generator, shares);
  }

  /** A held request and how many of its images were taken, by which generator. */
  private static final class Waiting<R> {
    private final R request;
    private final int images;
    private final int priority;
    private final Instant lingerFrom;
    private final Instant heldSince;
    private final long sequence;
    private int taken;
    private Optional<String> takenBy = Optional.empty();

    Waiting(
        R request, int images, int priority, Instant lingerFrom, Instant heldSince, long sequence) {
      this.request = request;
      this.images = images;
      this.priority = priority;
      this.lingerFrom = lingerFrom;
      this.heldSince = heldSince;
      this.sequence = sequence;
    }

    int remaining() {
      return images - taken;
    }

    /** One generator draws all of a request: another one begins again. */
    int remainingFor(String generator) {
      return isDrawnByAnother(generator) ? images : remaining();
    }

    private boolean isDrawnByAnother(String generator) {
      return takenBy.isPresent() && !takenBy.get().equals(generator);
    }

    Share<R> take(int room, String generator) {
      if (isDrawnByAnother(generator)) {
        taken = 0;
      }
      int from = taken;
      taken += Math.min(room, remaining());
      takenBy = Optional.of(generator);
      return new Share<>(request, from, taken, taken == images);
    }
  }
}

package dev.xmcgan.generator.batching;

import dev.xmcgan.generator.batching.FairShares.Flow;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.config.WorkerConfig.Batching;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Holds requests and forms micro-batches of them.
 *
 * <p>At once where a lane is free, or for a full one; while all lanes draw, others can still join
 * until the first request has waited for the linger.
 *
 * <p>Order: by priority, higher first, where requests held longer than the age limit have the
 * highest that waits; within a priority the tenants share by cost and weight ({@link FairShares}),
 * and the requests of each go as they came. A request that does not fit into what is left of a pass
 * is split: its remaining images go into a later one, before what was not begun. One owner; not
 * thread-safe.
 *
 * @param <R> the request
 */
public final class MicroBatcher<R> {
  private final Batching limits;
  private final ToDoubleFunction<R> costOf;
  private final Clock clock;
  private final FairShares shares;

  /** As they came. */
  private final List<Waiting<R>> waiting = new ArrayList<>();

  /**
   * @param costOf what one image of a request costs, above 0
   */
  public MicroBatcher(Batching limits, ToDoubleFunction<R> costOf, Clock clock) {
    this.limits = limits;
    this.costOf = costOf;
    this.clock = clock;
    Map<String, Double> weights = limits.tenantWeights();
    this.shares = new FairShares(tenant -> weights.getOrDefault(tenant, 1.0));
  }

  /**
   * Holds a request.
   *
   * @param images how many images it asks for, at least 1
   * @param sentAt when the client sent it; the linger counts from here, a clock ahead of ours is
   *     ignored
   */
  public void add(R request, int images, int priority, String tenant, Instant sentAt) {
    if (images < 1) {
      throw new IllegalArgumentException("a request for %d images: %s".formatted(images, request));
    }
    Instant now = clock.instant();
    Instant lingerFrom = sentAt.isAfter(now) ? now : sentAt;
    waiting.add(new Waiting<>(request, images, priority, tenant, lingerFrom, now));
  }

  /**
   * The next micro-batch that is due, if any; what it takes is no longer held.
   *
   * @param generatorOf which generator draws a request; empty while it is not there yet
   * @param lanes what can be drawn at the moment
   */
  public Optional<MicroBatch<R>> next(Function<R, Optional<String>> generatorOf, FreeLanes lanes) {
    Instant now = clock.instant();
    Map<Waiting<R>, Flow> flows = flows(now);
    shares.waiting(Set.copyOf(flows.values()));
    for (Map.Entry<String, List<Waiting<R>>> group :
        groups(ordered(flows), generatorOf).entrySet()) {
      if (!dueAt(group, lanes).isAfter(now)) {
        return Optional.of(take(group.getKey(), group.getValue(), flows));
      }
    }
    return Optional.empty();
  }

  /** How long until {@link #next} has a micro-batch without another request; empty = never. */
  public Optional<Duration> untilDue(Function<R, Optional<String>> generatorOf, FreeLanes lanes) {
    Instant now = clock.instant();
    return groups(waiting, generatorOf).entrySet().stream()
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
      List<Waiting<R>> ordered, Function<R, Optional<String>> generatorOf) {
    Map<String, List<Waiting<R>>> groups = new LinkedHashMap<>();
    for (Waiting<R> each : ordered) {
      generatorOf
          .apply(each.request)
          .ifPresent(
              generator -> groups.computeIfAbsent(generator, key -> new ArrayList<>()).add(each));
    }
    return groups;
  }

  /** Each request with its level and tenant. */
  private Map<Waiting<R>, Flow> flows(Instant now) {
    Instant overdue = now.minus(limits.maxWait());
    long highest = waiting.stream().mapToLong(each -> each.priority).max().orElse(0);
    Map<Waiting<R>, Flow> flows = new LinkedHashMap<>();
    for (Waiting<R> each : waiting) {
      long level = each.heldSince.isAfter(overdue) ? each.priority : highest;
      flows.put(each, new Flow(level, each.tenant));
    }
    return flows;
  }

  private List<Waiting<R>> ordered(Map<Waiting<R>, Flow> flows) {
    Map<Flow, Double> next = shares.starts();
    Map<Waiting<R>, Double> starts = new HashMap<>();
    flows.forEach(
        (each, flow) -> {
          double start = next.get(flow);
          starts.put(each, each.taken > 0 ? Double.NEGATIVE_INFINITY : start);
          double cost = each.remaining() * costOf.applyAsDouble(each.request);
          next.put(flow, start + shares.length(flow, cost));
        });
    // where two start together the one that came first goes first, for the sort is stable
    List<Waiting<R>> ordered = new ArrayList<>(waiting);
    ordered.sort(
        Comparator.<Waiting<R>>comparingLong(each -> -flows.get(each).level())
            .thenComparingDouble(starts::get));
    return ordered;
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

  private MicroBatch<R> take(
      String generator, List<Waiting<R>> group, Map<Waiting<R>, Flow> flows) {
    List<Share<R>> taken = new ArrayList<>();
    int room = limits.maxBatch();
    for (Waiting<R> each : group) {
      if (room == 0) {
        break;
      }
      Share<R> share = each.take(room, generator);
      taken.add(share);
      room -= share.images();
      shares.serve(flows.get(each), share.images() * costOf.applyAsDouble(each.request));
    }
    waiting.removeIf(each -> each.remaining() == 0);
    return new MicroBatch<>(generator, taken);
  }

  /** A held request and how many of its images were taken, by which generator. */
  private static final class Waiting<R> {
    private final R request;
    private final int images;
    private final int priority;
    private final String tenant;
    private final Instant lingerFrom;
    private final Instant heldSince;
    private int taken;
    private Optional<String> takenBy = Optional.empty();

    Waiting(
        R request, int images, int priority, String tenant, Instant lingerFrom, Instant heldSince) {
      this.request = request;
      this.images = images;
      this.priority = priority;
      this.tenant = tenant;
      this.lingerFrom = lingerFrom;
      this.heldSince = heldSince;
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

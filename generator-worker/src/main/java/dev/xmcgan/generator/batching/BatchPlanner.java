package dev.xmcgan.generator.batching;

import dev.xmcgan.generator.config.WorkerConfig.Batching;
import java.time.Duration;
import java.time.Instant;

/**
 * Chooses how large micro-batches get and how long they wait for more. One owner; not thread-safe.
 *
 * <p>Without a latency target: as large as the limits allow, and as long as they say.
 *
 * <p>With one, within these limits, by what earlier micro-batches took:
 *
 * <ul>
 *   <li><b>Size</b>: who comes when one has just begun waits for it and is drawn then, so two of
 *       the largest fit the target. What waits is shared among the lanes that are free. They never
 *       get so small that most of their time is what any of them takes; and where more waits than
 *       can be drawn within the target, small ones would only make all wait for longer: then as
 *       large as the limits allow.
 *   <li><b>Linger</b>: waiting pays at most what a pass takes however small it is, for that is what
 *       company saves. So one waits no longer than that, and no longer than a quarter of it after
 *       the last request that came. While no lane is free only a full one goes on: others can still
 *       grow until a lane is.
 * </ul>
 */
public final class BatchPlanner {
  private static final int QUIET_PART = 4;
  private static final double NANOS = 1e9;

  private final Batching limits;
  private final RunTimes times = new RunTimes();

  /**
   * What waits for one generator.
   *
   * @param images how many
   * @param cost of all of them
   * @param costliest of one image
   * @param first when the first was sent
   * @param last when the last came
   */
  record Backlog(int images, double cost, double costliest, Instant first, Instant last) {}

  public BatchPlanner(Batching limits) {
    this.limits = limits;
  }

  Batching limits() {
    return limits;
  }

  /** A micro-batch of so much cost was drawn in that time. */
  public void ran(double cost, Duration took) {
    times.add(cost, took);
  }

  /** The most that the next micro-batch may cost; at least one image goes in whatever it costs. */
  double mostCost(Backlog waiting, FreeLanes lanes) {
    if (limits.latencyTarget().isZero()) {
      return Double.POSITIVE_INFINITY;
    }
    double images = waiting.images;
    double shared = Math.ceil(images / Math.max(1, lanes.count())) / images * waiting.cost;
    return Math.max(waiting.costliest, Math.min(largest(waiting), shared));
  }

  /** When the next micro-batch is due; {@link Instant#MAX} = not before a lane is free. */
  Instant dueAt(Backlog waiting, FreeLanes lanes) {
    boolean full = waiting.images >= limits.maxBatch() || waiting.cost >= largest(waiting);
    if (lanes.idle() || full) {
      return Instant.MIN;
    }
    if (limits.latencyTarget().isZero()) {
      return waiting.first.plus(limits.linger());
    }
    if (lanes.count() == 0) {
      return Instant.MAX;
    }
    Duration linger = linger();
    Instant patience = waiting.first.plus(linger);
    Instant quiet = waiting.last.plus(linger.dividedBy(QUIET_PART));
    return quiet.isBefore(patience) ? quiet : patience;
  }

  private double largest(Backlog waiting) {
    double target = limits.latencyTarget().toNanos() / NANOS;
    if (target == 0 || !times.isKnown() || times.of(waiting.cost) > target) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(times.costWithin(target / 2), times.costOfOverhead());
  }

  private Duration linger() {
    if (!times.isKnown()) {
      return limits.linger();
    }
    Duration overhead = Duration.ofNanos((long) (NANOS * times.overhead()));
    return overhead.compareTo(limits.linger()) < 0 ? overhead : limits.linger();
  }
}

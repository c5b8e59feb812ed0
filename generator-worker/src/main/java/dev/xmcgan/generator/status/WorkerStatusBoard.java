package dev.xmcgan.generator.status;

import dev.xmcgan.generator.swap.SwapState;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.ServedChannel;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the worker is doing, put together from what its threads report. Thread-safe. */
public final class WorkerStatusBoard {
  private final String workerId;
  private final String channel;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final Instant startedAt;
  private volatile String device = "unknown";
  private volatile Phase phase = new Phase.Starting("");
  private volatile Optional<Freshness> freshness = Optional.empty();
  private volatile Runnable listener = () -> {};
  private final ChannelSwaps own;
  private final Map<String, ChannelSwaps> others = new ConcurrentSkipListMap<>();

  /**
   * @param channel the worker's own; of others it hears by {@link #swap}
   */
  public WorkerStatusBoard(String workerId, String channel, WorkerMetrics metrics, Clock clock) {
    this.workerId = workerId;
    this.channel = channel;
    this.own = new ChannelSwaps(channel, metrics, clock);
    this.metrics = metrics;
    this.clock = clock;
    this.startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whom to tell of each change; replaces who was told before. */
  public void onChange(Runnable changed) {
    listener = changed;
  }

  /** Where the worker draws, e.g. cpu. */
  public void device(String drawsOn) {
    device = drawsOn;
  }

  /** The start waits for that. */
  public void waiting(String waitsFor) {
    change(expect(Phase.Starting.class).waiting(waitsFor));
  }

  /** The worker takes requests from now on. */
  public void running() {
    change(expect(Phase.Starting.class).running());
  }

  /** The worker ended as it was told to. */
  public void stopped() {
    change(expect(Phase.Alive.class).stopped());
  }

  /** The worker cannot go on. */
  public void failed(String reason) {
    change(expect(Phase.Alive.class).failed(reason));
  }

  private void change(Phase next) {
    phase = next;
    listener.run();
  }

  private <P> P expect(Class<P> expected) {
    Phase now = phase;
    if (!expected.isInstance(now)) {
      throw new IllegalStateException("not " + expected.getSimpleName() + " but " + now);
    }
    return expected.cast(now);
  }

  /** A channel's swap went on to another state; counts swaps and refusals. */
  public void swap(String changed, SwapState next) {
    ChannelSwaps swaps =
        changed.equals(channel)
            ? own
            : others.computeIfAbsent(changed, name -> new ChannelSwaps(name, metrics, clock));
    Optional<String> before = serving();
    swaps.change(next);
    if (!serving().equals(before)) {
      metrics.servesAnew();
    }
    listener.run();
  }

  /** A release drew its first image, and what it had learned is served now. */
  public void freshness(Freshness newest) {
    freshness = Optional.of(newest);
    listener.run();
  }

  /** The phase now. */
  public Phase phase() {
    return phase;
  }

  /** The state now. */
  public WorkerState state() {
    Phase now = phase;
    if (now instanceof Phase.Starting) {
      return WorkerState.STARTING;
    } else if (now instanceof Phase.Running) {
      return serving().isPresent() ? WorkerState.SERVING : WorkerState.WAITING_FOR_RELEASE;
    } else if (now instanceof Phase.Stopped) {
      return WorkerState.STOPPED;
    } else if (now instanceof Phase.Failed) {
      return WorkerState.FAILED;
    }
    throw new IllegalStateException("no such phase: " + now);
  }

  /** The checkpoint that draws for the worker's own channel. */
  public Optional<String> serving() {
    return own.serving();
  }

  /** How the other channels that it follows are served. */
  public List<ServedChannel> alsoServed() {
    return others.values().stream().map(ChannelSwaps::status).toList();
  }

  /** For a person to read. */
  public String detail() {
    Phase now = phase;
    if (now instanceof Phase.Starting starting) {
      return starting.waitsFor();
    } else if (now instanceof Phase.Stopped) {
      return "";
    } else if (now instanceof Phase.Running) {
      return own.detail();
    } else if (now instanceof Phase.Failed failed) {
      return failed.reason();
    }
    throw new IllegalStateException("no such phase: " + now);
  }

  /** All of it, as of now. */
  public WorkerStatus status() {
    ServedChannel now = own.status();
    return WorkerStatus.newBuilder()
        .setWorkerId(workerId)
        .setRole(WorkerRole.GENERATOR)
        .setChannel(channel)
        .setState(state())
        .setCheckpointId(now.getCheckpointId())
        .setDevice(device)
        .setImagesDrawn(metrics.imagesTotal())
        .setFailures(metrics.failuresTotal())
        .setSwaps(metrics.swapsTotal())
        .setDetail(detail())
        .setRefusedCheckpointId(now.getRefusedCheckpointId())
        .setFreshness(freshness.orElse(null))
        .setRefusalIsFinal(now.getRefusalIsFinal())
        .setCheckpointImages(now.getCheckpointImages())
        .setCheckpointFailures(now.getCheckpointFailures())
        .setAlsoServed(alsoServed())
        .setStartedAt(startedAt)
        .setUpdatedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}

package dev.xmcgan.generator.status;

import dev.xmcgan.generator.swap.LoadFailure;
import dev.xmcgan.generator.swap.SwapState;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What the worker is doing, put together from what its threads report. Thread-safe. */
public final class WorkerStatusBoard {
  private final String workerId;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final Instant startedAt;
  private volatile String device = "unknown";
  private volatile Phase phase = new Phase.Starting();
  private volatile Optional<SwapState> swap = Optional.empty();
  private volatile Optional<Freshness> freshness = Optional.empty();
  private volatile Optional<Instant> preparingSince = Optional.empty();
  private volatile Runnable listener = () -> {};

  public WorkerStatusBoard(String workerId, WorkerMetrics metrics, Clock clock) {
    this.workerId = workerId;
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

  /** The swap went on to another state; counts swaps and refusals. */
  public void swap(SwapState next) {
    Optional<SwapState> before = swap;
    swap = Optional.of(next);
    if (next instanceof SwapState.Preparing) {
      preparingSince = Optional.of(clock.instant());
    }
    if (isNew(next.serving(), before.flatMap(SwapState::serving))) {
      metrics.swapped(Duration.between(preparingSince.orElse(clock.instant()), clock.instant()));
      metrics.serving().swappedIn(next.serving().orElseThrow());
    }
    if (isNew(next.refusal(), before.flatMap(SwapState::refusal))) {
      metrics.refused(next.refusal().orElseThrow().isFinal());
    }
    listener.run();
  }

  /** A release drew its first image, and what it had learned is served now. */
  public void freshness(Freshness newest) {
    freshness = Optional.of(newest);
    listener.run();
  }

  private static <T> boolean isNew(Optional<T> now, Optional<T> before) {
    return now.isPresent() && !now.equals(before);
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

  /** The checkpoint that draws. */
  public Optional<String> serving() {
    return swap.flatMap(SwapState::serving);
  }

  /** For a person to read. */
  public String detail() {
    Phase now = phase;
    if (now instanceof Phase.Starting || now instanceof Phase.Stopped) {
      return "";
    } else if (now instanceof Phase.Running) {
      return swap.map(SwapState::detail).orElse("");
    } else if (now instanceof Phase.Failed failed) {
      return failed.reason();
    }
    throw new IllegalStateException("no such phase: " + now);
  }

  /** All of it, as of now. */
  public WorkerStatus status() {
    return WorkerStatus.newBuilder()
        .setWorkerId(workerId)
        .setRole(WorkerRole.GENERATOR)
        .setState(state())
        .setCheckpointId(serving().orElse(null))
        .setDevice(device)
        .setImagesDrawn(metrics.imagesTotal())
        .setFailures(metrics.failuresTotal())
        .setSwaps(metrics.swapsTotal())
        .setDetail(detail())
        .setRefusedCheckpointId(
            swap.flatMap(SwapState::refusal).map(LoadFailure::checkpointId).orElse(null))
        .setFreshness(freshness.orElse(null))
        .setRefusalIsFinal(swap.flatMap(SwapState::refusal).map(LoadFailure::isFinal).orElse(false))
        .setCheckpointImages(metrics.serving().count().images())
        .setCheckpointFailures(metrics.serving().count().failures())
        .setStartedAt(startedAt)
        .setUpdatedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}

package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.LoadedGenerator;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.swap.LoadOutcome.Loaded;
import dev.xmcgan.generator.swap.LoadOutcome.Refused;
import dev.xmcgan.generator.swap.LoadOutcome.Unavailable;
import dev.xmcgan.generator.swap.ModelLookup.Loading;
import dev.xmcgan.generator.swap.ModelLookup.Ready;
import dev.xmcgan.generator.swap.ModelLookup.Unservable;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The generators that can draw: the released one and a few that requests asked for by name. It owns
 * them; a replaced one is freed between two micro-batches, after its last. Drawing thread only.
 */
public final class LoadedGenerators implements AutoCloseable {
  /** For so long a checkpoint that would not load is not tried again for a request. */
  static final Duration REMEMBER_FAILURE = Duration.ofSeconds(30);

  private final String channel;
  private final ReleaseBoard board;
  private final SwapLifecycle lifecycle;
  private final Handover handover;
  private final OnDemandLoads loads;
  private final GeneratorCache shelf;
  private final Clock clock;
  private final Map<String, Failure> failures = new HashMap<>();
  private Optional<LoadedGenerator> released = Optional.empty();

  LoadedGenerators(
      String channel,
      ReleaseBoard board,
      SwapLifecycle lifecycle,
      Handover handover,
      OnDemandLoads loads,
      GeneratorCache shelf,
      Clock clock) {
    this.channel = channel;
    this.board = board;
    this.lifecycle = lifecycle;
    this.handover = handover;
    this.loads = loads;
    this.shelf = shelf;
    this.clock = clock;
  }

  /** Takes what the loading thread made ready; to be called between two micro-batches. */
  public void settle() {
    handover.take().ifPresent(this::adopt);
    for (Optional<LoadOutcome> next = loads.collect(); next.isPresent(); next = loads.collect()) {
      place(next.get());
    }
    failures.values().removeIf(failure -> clock.instant().isAfter(failure.until));
  }

  /** Whether a release is loaded; before that nothing is drawn. */
  public boolean canServe() {
    return released.isPresent();
  }

  /**
   * Which checkpoint draws for a model, and starts loading it when it is known but not loaded.
   *
   * @param model a channel or a checkpoint id
   */
  public ModelLookup resolve(String model) {
    if (released.isEmpty()) {
      return new Loading();
    }
    String serving = released.get().checkpointId();
    // our own channel is what is adopted, not what was released a moment ago
    String checkpointId =
        model.equals(channel)
            ? serving
            : board.release(model).map(Release::getCheckpointId).orElse(model);
    if (checkpointId.equals(serving) || shelf.has(checkpointId)) {
      return new Ready(checkpointId);
    }
    Failure failure = failures.get(checkpointId);
    if (failure != null) {
      return new Unservable(failure.failure);
    }
    Optional<Checkpoint> manifest = board.checkpoint(checkpointId);
    if (manifest.isEmpty()) {
      return new Unservable(
          RequestFailure.unknownModel(
              "neither a channel nor a checkpoint is named '%s'".formatted(model)));
    }
    loads.ask(manifest.get());
    return new Loading();
  }

  /** The generator of a checkpoint that was resolved as ready. */
  public LoadedGenerator drawer(String checkpointId) {
    return released
        .filter(drawer -> drawer.checkpointId().equals(checkpointId))
        .or(() -> shelf.get(checkpointId))
        .orElseThrow(
            () -> new IllegalStateException("checkpoint " + checkpointId + " is not loaded"));
  }

  /** Frees all generators; the loading thread has ended. */
  @Override
  public void close() {
    settle();
    released.ifPresent(LoadedGenerator::close);
    released = Optional.empty();
    shelf.close();
  }

  private void adopt(LoadedGenerator next) {
    Optional<LoadedGenerator> replaced = released;
    released = Optional.of(next);
    lifecycle.adopted();
    replaced.ifPresent(LoadedGenerator::close);
    shelf.discard(next.checkpointId());
  }

  private void place(LoadOutcome outcome) {
    if (outcome instanceof Loaded loaded) {
      shelf.put(loaded.drawer());
    } else if (outcome instanceof Refused refused) {
      remember(refused.refusal(), false);
    } else if (outcome instanceof Unavailable unavailable) {
      remember(unavailable.refusal(), true);
    }
  }

  private void remember(LoadFailure refusal, boolean retriable) {
    String message =
        "checkpoint %s cannot be loaded: %s".formatted(refusal.checkpointId(), refusal.reason());
    RequestFailure failure =
        retriable ? RequestFailure.internal(message, 1) : RequestFailure.unknownModel(message);
    failures.put(
        refusal.checkpointId(), new Failure(failure, clock.instant().plus(REMEMBER_FAILURE)));
  }

  /** Why a checkpoint could not be loaded, for requests that name it in the next moments. */
  private record Failure(RequestFailure failure, Instant until) {}
}

package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.SharedGenerator;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.swap.LoadOutcome.Loaded;
import dev.xmcgan.generator.swap.LoadOutcome.Refused;
import dev.xmcgan.generator.swap.LoadOutcome.Unavailable;
import dev.xmcgan.generator.swap.ModelLookup.Loadable;
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
import java.util.Set;

/**
 * The generators that can draw: the released one and a few that requests asked for by name. It owns
 * them; a micro-batch has a lease on its generator. A replaced release is kept until the new one
 * has served for a while, so that a rollback is a change of reference. Serving thread only.
 */
public final class LoadedGenerators implements AutoCloseable {
  /** For so long a checkpoint that would not load is not tried again for a request. */
  static final Duration REMEMBER_FAILURE = Duration.ofSeconds(30);

  /** After so long in service a release needs no way back that is quicker than a load. */
  static final Duration PROVEN_AFTER = Duration.ofMinutes(2);

  private static final int USUAL_SIZE = 64;

  private final String channel;
  private final ReleaseBoard board;
  private final SwapLifecycle lifecycle;
  private final Handover handover;
  private final OnDemandLoads loads;
  private final GeneratorCache shelf;
  private final Clock clock;
  private final Map<String, Failure> failures = new HashMap<>();
  private Optional<SharedGenerator> released = Optional.empty();
  private Instant adoptedAt = Instant.MAX;

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
    Instant now = clock.instant();
    failures.values().removeIf(failure -> now.isAfter(failure.until));
    if (adoptedAt.isBefore(now.minus(PROVEN_AFTER))) {
      handover.freeKept();
      adoptedAt = Instant.MAX;
    }
  }

  /** Whether a release is loaded; before that nothing is drawn. */
  public boolean canServe() {
    return released.isPresent();
  }

  /** Edge in pixels of what the release draws; a usual one before there is one. */
  public int imageSize() {
    return released.map(each -> each.generator().imageSize()).orElse(USUAL_SIZE);
  }

  /** Asks for the checkpoints that models need and nobody asked for yet. */
  public void load(Set<String> models) {
    for (String model : models) {
      if (resolve(model) instanceof Loadable loadable) {
        loads.ask(loadable.manifest());
      }
    }
  }

  /**
   * Which checkpoint draws for a model.
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
    return loads.isOpen(checkpointId) ? new Loading() : new Loadable(manifest.get());
  }

  /** A lease on the generator of a checkpoint that was resolved as ready. */
  public SharedGenerator lease(String checkpointId) {
    return released
        .filter(generator -> generator.checkpointId().equals(checkpointId))
        .or(() -> shelf.get(checkpointId))
        .map(SharedGenerator::lease)
        .orElseThrow(
            () -> new IllegalStateException("checkpoint " + checkpointId + " is not loaded"));
  }

  /** Lets go of all generators; those that still draw are freed after that. */
  @Override
  public void close() {
    settle();
    released.ifPresent(SharedGenerator::close);
    released = Optional.empty();
    handover.freeKept();
    shelf.close();
  }

  private void adopt(SharedGenerator next) {
    Optional<SharedGenerator> replaced = released;
    released = Optional.of(next);
    adoptedAt = clock.instant();
    lifecycle.adopted();
    replaced.ifPresent(handover::keep);
    shelf.discard(next.checkpointId());
  }

  private void place(LoadOutcome outcome) {
    if (outcome instanceof Loaded loaded) {
      shelf.put(new SharedGenerator(loaded.drawer()));
    } else if (outcome instanceof Refused refused) {
      remember(refused.refusal(), false);
    } else if (outcome instanceof Unavailable unavailable) {
      remember(unavailable.refusal(), true);
    } else {
      throw new IllegalStateException("no such outcome: " + outcome);
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

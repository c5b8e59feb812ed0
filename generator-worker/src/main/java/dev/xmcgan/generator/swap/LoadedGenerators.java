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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The generators that can draw: those of the channels that the worker follows, and a few that
 * requests asked for by name. It owns them; a micro-batch has a lease on its generator. Serving
 * thread only.
 */
public final class LoadedGenerators implements AutoCloseable {
  /** For so long a checkpoint that would not load is not tried again for a request. */
  static final Duration REMEMBER_FAILURE = Duration.ofSeconds(30);

  private static final int USUAL_SIZE = 64;

  private final List<FollowedChannel> channels;
  private final ReleaseBoard board;
  private final OnDemandLoads loads;
  private final GeneratorCache shelf;
  private final Clock clock;
  private final Map<String, Failure> failures = new HashMap<>();

  /**
   * @param channels that are followed, the worker's own first
   */
  LoadedGenerators(
      List<FollowedChannel> channels,
      ReleaseBoard board,
      OnDemandLoads loads,
      GeneratorCache shelf,
      Clock clock) {
    this.channels = List.copyOf(channels);
    this.board = board;
    this.loads = loads;
    this.shelf = shelf;
    this.clock = clock;
  }

  /** Takes what the loading thread made ready; to be called between two micro-batches. */
  public void settle() {
    for (FollowedChannel channel : channels) {
      channel.settle().ifPresent(adopted -> shelf.discard(adopted.checkpointId()));
    }
    for (Optional<LoadOutcome> next = loads.collect(); next.isPresent(); next = loads.collect()) {
      place(next.get());
    }
    Instant now = clock.instant();
    failures.values().removeIf(failure -> now.isAfter(failure.until));
  }

  /** Whether the release of the worker's own channel is loaded; before that nothing is drawn. */
  public boolean canServe() {
    return channels.get(0).released().isPresent();
  }

  /** Edge in pixels of what is drawn for a model; a usual one where that is not loaded yet. */
  public int imageSize(String model) {
    return resolve(model) instanceof Ready ready
        ? loaded(ready.checkpointId()).orElseThrow().generator().imageSize()
        : channels.get(0).released().map(each -> each.generator().imageSize()).orElse(USUAL_SIZE);
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
    if (!canServe()) {
      return new Loading();
    }
    Optional<FollowedChannel> followed =
        channels.stream().filter(each -> each.name().equals(model)).findFirst();
    if (followed.isPresent() && board.release(model).isPresent()) {
      return resolve(followed.get());
    }
    String checkpointId = board.release(model).map(Release::getCheckpointId).orElse(model);
    if (loaded(checkpointId).isPresent()) {
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

  /** What is adopted draws, not what was released a moment ago; nothing waits for that. */
  private static ModelLookup resolve(FollowedChannel channel) {
    Optional<ModelLookup> ready =
        channel.released().map(generator -> new Ready(generator.checkpointId()));
    return ready
        .or(() -> channel.state().refusal().map(refusal -> new Unservable(failure(refusal))))
        .orElseGet(Loading::new);
  }

  /** A lease on the generator of a checkpoint that was resolved as ready. */
  public SharedGenerator lease(String checkpointId) {
    return loaded(checkpointId)
        .map(SharedGenerator::lease)
        .orElseThrow(
            () -> new IllegalStateException("checkpoint " + checkpointId + " is not loaded"));
  }

  private Optional<SharedGenerator> loaded(String checkpointId) {
    return channels.stream()
        .flatMap(channel -> channel.released().stream())
        .filter(generator -> generator.checkpointId().equals(checkpointId))
        .findFirst()
        .or(() -> shelf.get(checkpointId));
  }

  /** Lets go of all generators; those that still draw are freed after that. */
  @Override
  public void close() {
    settle();
    channels.forEach(FollowedChannel::close);
    shelf.close();
  }

  private void place(LoadOutcome outcome) {
    if (outcome instanceof Loaded loaded) {
      shelf.put(new SharedGenerator(loaded.drawer()));
    } else if (outcome instanceof Refused refused) {
      remember(refused.refusal());
    } else if (outcome instanceof Unavailable unavailable) {
      remember(unavailable.refusal());
    } else {
      throw new IllegalStateException("no such outcome: " + outcome);
    }
  }

  private void remember(LoadFailure refusal) {
    failures.put(
        refusal.checkpointId(),
        new Failure(failure(refusal), clock.instant().plus(REMEMBER_FAILURE)));
  }

  private static RequestFailure failure(LoadFailure refusal) {
    String message =
        "checkpoint %s cannot be loaded: %s".formatted(refusal.checkpointId(), refusal.reason());
    return refusal.isFinal()
        ? RequestFailure.unknownModel(message)
        : RequestFailure.internal(message, 1);
  }

  /** Why a checkpoint could not be loaded, for requests that name it in the next moments. */
  private record Failure(RequestFailure failure, Instant until) {}
}

package dev.xmcgan.transport.freshness;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.NewPairs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds out which pairs a checkpoint is the first to serve: those that it learned since its parent,
 * and those of the ancestors that never served themselves, because they were not released or were
 * overtaken. What the first checkpoint of all had learned was served before by somebody else, for
 * all that is known here, and is not counted. Not thread-safe.
 */
public final class FreshnessTracker {
  private final Function<String, Optional<Checkpoint>> manifests;
  private final Set<String> served = new HashSet<>();

  /**
   * @param manifests finds the manifest of a checkpoint by its id
   */
  public FreshnessTracker(Function<String, Optional<Checkpoint>> manifests) {
    this.manifests = manifests;
  }

  /**
   * A checkpoint drew an image.
   *
   * @param at when the image was there
   * @return the pairs that were served by it for the first time; empty when there are none
   */
  public Optional<ServedPairs> drew(String checkpointId, Instant at) {
    if (served.contains(checkpointId) || manifests.apply(checkpointId).isEmpty()) {
      return Optional.empty();
    }
    boolean first = served.isEmpty();
    // a manifest that is gone will not come up again
    served.removeIf(id -> manifests.apply(id).isEmpty());
    List<NewPairs> learned = learnedOnTheWayTo(checkpointId);
    List<Duration> waits = new ArrayList<>();
    for (NewPairs pairs : learned) {
      pairs.getArrivals().forEach(arrival -> waits.add(wait(arrival, at)));
    }
    if (first || waits.isEmpty()) {
      return Optional.empty();
    }
    long count = learned.stream().mapToLong(NewPairs::getCount).sum();
    return Optional.of(new ServedPairs(checkpointId, count, waits, at));
  }

  /** What was learned since the last checkpoint on its line that served. Marks all as served. */
  private List<NewPairs> learnedOnTheWayTo(String checkpointId) {
    List<NewPairs> learned = new ArrayList<>();
    Optional<Checkpoint> next = manifests.apply(checkpointId);
    while (next.isPresent() && served.add(next.get().getCheckpointId())) {
      Optional.ofNullable(next.get().getNewPairs()).ifPresent(learned::add);
      next = Optional.ofNullable(next.get().getParentId()).flatMap(manifests);
    }
    return learned;
  }

  /** Clocks of different machines may disagree by a little. */
  private static Duration wait(long arrival, Instant at) {
    Duration wait = Duration.between(Instant.ofEpochMilli(arrival), at);
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}

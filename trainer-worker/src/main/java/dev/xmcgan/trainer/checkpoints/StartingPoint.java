package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Chooses where training goes on. With a release: the newest checkpoint on the released one's line
 * (its descendants, itself, its ancestors) that holds the state of training, and at last the
 * released one without it, which lends its weights. Without: the newest of this trainer, then of
 * anybody.
 */
public final class StartingPoint {
  /** The file without which a checkpoint can be served but not trained on. */
  public static final String TRAINING_STATE = "trainer.safetensors";

  private static final Comparator<Checkpoint> NEWEST_FIRST =
      Comparator.comparingLong(Checkpoint::getStep)
          .thenComparing(Checkpoint::getCreatedAt)
          .thenComparing(Checkpoint::getCheckpointId)
          .reversed();

  private StartingPoint() {}

  /** The checkpoints to try, best first; empty when training starts from nothing. */
  public static List<Checkpoint> candidates(
      Collection<Checkpoint> checkpoints, Optional<Release> release, String trainerId) {
    Map<String, Checkpoint> byId =
        checkpoints.stream()
            .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity()));
    Optional<Checkpoint> released = release.map(Release::getCheckpointId).map(byId::get);
    Comparator<Checkpoint> trainableFirst =
        Comparator.comparing(checkpoint -> !hasTrainingState(checkpoint));
    Comparator<Checkpoint> order =
        released.isPresent()
            ? trainableFirst.thenComparing(NEWEST_FIRST)
            : trainableFirst.thenComparing(ownFirst(trainerId)).thenComparing(NEWEST_FIRST);
    Predicate<Checkpoint> eligible =
        released.map(checkpoint -> onLineOf(checkpoint, byId)).orElse(any -> true);
    return checkpoints.stream().filter(eligible).sorted(order).toList();
  }

  /** Whether it holds what it takes to go on exactly. */
  public static boolean hasTrainingState(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().anyMatch(file -> file.getName().equals(TRAINING_STATE));
  }

  private static Comparator<Checkpoint> ownFirst(String trainerId) {
    return Comparator.comparing(checkpoint -> !checkpoint.getTrainerId().equals(trainerId));
  }

  private static Predicate<Checkpoint> onLineOf(Checkpoint released, Map<String, Checkpoint> byId) {
    Set<String> ancestors = lineage(released, byId);
    return checkpoint ->
        ancestors.contains(checkpoint.getCheckpointId())
            || lineage(checkpoint, byId).contains(released.getCheckpointId());
  }

  /** The checkpoint and all it came from, as far as they are known. */
  private static Set<String> lineage(Checkpoint checkpoint, Map<String, Checkpoint> byId) {
    Set<String> line = new HashSet<>();
    Optional<Checkpoint> at = Optional.of(checkpoint);
    while (at.isPresent() && line.add(at.get().getCheckpointId())) {
      at = Optional.ofNullable(at.get().getParentId()).map(byId::get);
    }
    return line;
  }
}

package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which checkpoints are needed, and what for: those released on any channel and the newest to be
 * served, the newest on each released line to go on from, and those that no training made: the
 * starter and imports are always there to go back to.
 *
 * @param toServe ids of those whose weights are needed
 * @param toResume ids of those, among them, whose state of training is needed, too
 */
record RetainedCheckpoints(Set<String> toServe, Set<String> toResume) {
  private static final Comparator<Checkpoint> NEWEST_FIRST =
      Comparator.comparing(Checkpoint::getCreatedAt)
          .thenComparing(Checkpoint::getStep)
          .thenComparing(Checkpoint::getCheckpointId)
          .reversed();

  static RetainedCheckpoints of(
      Collection<Checkpoint> checkpoints,
      Collection<Release> releases,
      String trainerId,
      RetentionSettings settings) {
    Set<String> toResume = new HashSet<>();
    Stream<Optional<Release>> lines =
        Stream.concat(Stream.of(Optional.empty()), releases.stream().map(Optional::of));
    lines.forEach(
        line ->
            StartingPoint.candidates(checkpoints, line, trainerId).stream()
                .filter(StartingPoint::hasTrainingState)
                .limit(settings.resumePoints())
                .forEach(point -> toResume.add(point.getCheckpointId())));
    Map<String, Checkpoint> byId =
        checkpoints.stream()
            .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity()));
    Set<String> toServe = new HashSet<>(toResume);
    releases.stream()
        .flatMap(RetainedCheckpoints::released)
        .filter(byId::containsKey)
        .forEach(toServe::add);
    newest(checkpoints, settings.checkpoints())
        .forEach(checkpoint -> toServe.add(checkpoint.getCheckpointId()));
    given(checkpoints).forEach(checkpoint -> toServe.add(checkpoint.getCheckpointId()));
    return new RetainedCheckpoints(Set.copyOf(toServe), Set.copyOf(toResume));
  }

  /** What a channel serves, and what it goes back to when that turns out bad. */
  private static Stream<String> released(Release release) {
    return Stream.concat(
        Stream.of(release.getCheckpointId()), Stream.ofNullable(release.getPreviousCheckpointId()));
  }

  private static List<Checkpoint> newest(Collection<Checkpoint> checkpoints, int count) {
    return checkpoints.stream().sorted(NEWEST_FIRST).limit(count).toList();
  }

  /** Not of a training: those have seen pairs. */
  private static List<Checkpoint> given(Collection<Checkpoint> checkpoints) {
    return checkpoints.stream()
        .filter(each -> each.getParentId() == null && each.getPairsSeen() == 0)
        .toList();
  }
}

package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.ServedRelease;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which evaluations go with their checkpoint, so that there are never many. Those of each channel's
 * latest decisions stay, by which lines of rejected candidates are counted, and those of
 * checkpoints that are there, that releases name, or that what is there came from: that one was
 * rolled back must not be forgotten as long as something came of it.
 */
final class OldEvaluations {
  private OldEvaluations() {}

  /**
   * Ids of the checkpoints whose evaluations go.
   *
   * @param kept manifests that stay
   */
  static Set<String> of(ReleaseSnapshot book, Collection<Checkpoint> kept) {
    Set<String> old = new HashSet<>(book.evaluations().keySet());
    for (Checkpoint checkpoint : kept) {
      old.remove(checkpoint.getCheckpointId());
      if (checkpoint.getParentId() != null) {
        old.remove(checkpoint.getParentId());
      }
    }
    for (Release release : book.releases().values()) {
      Stream.concat(
              Stream.of(
                  release.getCheckpointId(),
                  release.getPreviousCheckpointId(),
                  release.getBestCheckpointId(),
                  release.getTrainFrom()),
              release.getServed().stream().map(ServedRelease::getCheckpointId))
          .forEach(old::remove);
    }
    book.evaluations().values().stream()
        .collect(Collectors.groupingBy(ReleaseSnapshot::channelOf))
        .values()
        .forEach(ofChannel -> latest(ofChannel).forEach(old::remove));
    return old;
  }

  private static Stream<String> latest(Collection<Evaluation> found) {
    return found.stream()
        .sorted(
            Comparator.comparing(Evaluation::getDecidedAt)
                .thenComparing(Evaluation::getCheckpointId)
                .reversed())
        .limit(RetentionSettings.EVALUATIONS)
        .map(Evaluation::getCheckpointId);
  }
}

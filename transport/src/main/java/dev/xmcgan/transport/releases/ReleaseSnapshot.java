package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints, releases and evaluations at one moment; immutable.
 *
 * @param checkpoints by id
 * @param releases by channel
 * @param evaluations by checkpoint id
 */
public record ReleaseSnapshot(
    Map<String, Checkpoint> checkpoints,
    Map<String, Release> releases,
    Map<String, Evaluation> evaluations) {

  public ReleaseSnapshot {
    checkpoints = Map.copyOf(checkpoints);
    releases = Map.copyOf(releases);
    evaluations = Map.copyOf(evaluations);
  }

  /** What a channel serves. */
  public Optional<Release> release(String channel) {
    return Optional.ofNullable(releases.get(channel));
  }

  /** A checkpoint's manifest. */
  public Optional<Checkpoint> checkpoint(String id) {
    return Optional.ofNullable(checkpoints.get(id));
  }

  /** What was found about a checkpoint. */
  public Optional<Evaluation> evaluation(String checkpointId) {
    return Optional.ofNullable(evaluations.get(checkpointId));
  }

  /** The channels that serve a checkpoint, by name. */
  public List<String> channels(String checkpointId) {
    return releases.values().stream()
        .filter(release -> release.getCheckpointId().equals(checkpointId))
        .map(Release::getChannel)
        .sorted()
        .toList();
  }

  /** Whether it was found unfit: rejected by the gate, or rolled back. */
  public boolean isUnfit(String checkpointId) {
    return evaluation(checkpointId)
        .map(Evaluation::getVerdict)
        .filter(verdict -> verdict == Verdict.REJECTED || verdict == Verdict.BARRED)
        .isPresent();
  }

  /** Whether it was rolled back. */
  public boolean isBarred(String checkpointId) {
    return evaluation(checkpointId)
        .filter(found -> found.getVerdict() == Verdict.BARRED)
        .isPresent();
  }

  /**
   * Where to go back to from what a channel serves: what it served before, or else the checkpoint
   * that was blessed last; never one that was found unfit.
   */
  public Optional<String> lastGood(String channel) {
    return release(channel)
        .flatMap(
            now ->
                Optional.ofNullable(now.getPreviousCheckpointId())
                    .filter(id -> canReplace(id, now))
                    .or(() -> lastBlessed(now)));
  }

  /**
   * The best release of a channel so far, which what comes later is held against: the one that the
   * release says, else what serves, else {@link #lastGood}; never one that was found unfit.
   */
  public Optional<String> best(String channel) {
    return release(channel)
        .flatMap(
            now ->
                Stream.of(now.getBestCheckpointId(), now.getCheckpointId())
                    .filter(id -> id != null && checkpoints.containsKey(id) && !isUnfit(id))
                    .findFirst())
        .or(() -> lastGood(channel));
  }

  private Optional<String> lastBlessed(Release now) {
    return evaluations.values().stream()
        .filter(found -> found.getVerdict() == Verdict.BLESSED)
        .filter(found -> canReplace(found.getCheckpointId(), now))
        .max(
            Comparator.comparing(Evaluation::getDecidedAt)
                .thenComparing(Evaluation::getCheckpointId))
        .map(Evaluation::getCheckpointId);
  }

  private boolean canReplace(String id, Release now) {
    return !id.equals(now.getCheckpointId()) && checkpoints.containsKey(id) && !isUnfit(id);
  }
}

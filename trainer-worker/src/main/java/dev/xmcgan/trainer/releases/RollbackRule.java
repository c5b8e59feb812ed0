package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides when a release is taken back. A pinned one never is; one that is a way back itself is not
 * either: if workers refuse that, too, the fault is theirs.
 */
final class RollbackRule {
  /** A worker that has been silent for longer says nothing about a release. */
  static final Duration FRESH = Duration.ofSeconds(15);

  /** So long others may go on loading what one worker refused. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** After so long workers have had time to load a release, and to try again. */
  static final Duration TIME_TO_LOAD = Duration.ofMinutes(1);

  /** Who bars a checkpoint releases another at once; both records need not show together. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** Fewer spoiled requests may be chance. */
  static final long FEWEST_FAILURES = 3;

  /** Share of a checkpoint's answers that may be failures of its own. */
  static final double HIGHEST_SHARE = 0.2;

  private static final Set<WorkerState> AT_WORK =
      Set.of(WorkerState.SERVING, WorkerState.WAITING_FOR_RELEASE);

  private RollbackRule() {}

  /**
   * Why the release of a channel is to be taken back; empty when it is not.
   *
   * @param workers their newest statuses
   */
  static Optional<String> reason(
      ReleaseSnapshot book, String channel, Collection<WorkerStatus> workers, Instant now) {
    Optional<Release> current =
        book.release(channel)
            .filter(release -> !release.getPinned() && release.getRolledBackFrom() == null);
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Release release = current.get();
    List<WorkerStatus> telling =
        workers.stream()
            .flatMap(status -> of(channel, status))
            .filter(status -> isTelling(status, release, now))
            .toList();
    return unfit(book, release, now)
        .or(() -> refused(release, telling, now))
        .or(() -> refusedByMost(release, telling, now))
        .or(() -> failing(release, telling));
  }

  private static Optional<String> unfit(ReleaseSnapshot book, Release release, Instant now) {
    return book.evaluation(release.getCheckpointId())
        .filter(found -> book.isUnfit(found.getCheckpointId()))
        .filter(
            found ->
                found.getVerdict() != Verdict.BARRED
                    || !now.isBefore(found.getDecidedAt().plus(GRACE)))
        .map(
            found ->
                (found.getVerdict() == Verdict.BARRED ? "rolled back before: " : "")
                    + String.join("; ", found.getReasons()));
  }

  private static Optional<String> refused(
      Release release, List<WorkerStatus> telling, Instant now) {
    String id = release.getCheckpointId();
    List<WorkerStatus> refusing =
        telling.stream()
            .filter(status -> id.equals(status.getRefusedCheckpointId()))
            .filter(WorkerStatus::getRefusalIsFinal)
            .toList();
    boolean served = telling.stream().anyMatch(status -> id.equals(status.getCheckpointId()));
    boolean decided =
        refusing.size() == telling.size() || now.isAfter(release.getReleasedAt().plus(PATIENCE));
    return refusing.isEmpty() || served || !decided
        ? Optional.empty()
        : Optional.of(
            "refused by %d of %d workers: %s"
                .formatted(refusing.size(), telling.size(), refusing.get(0).getDetail()));
  }

  /** Whatever the reasons: what most workers cannot load is of no use, and one may be at fault. */
  private static Optional<String> refusedByMost(
      Release release, List<WorkerStatus> telling, Instant now) {
    List<WorkerStatus> refusing =
        telling.stream()
            .filter(status -> release.getCheckpointId().equals(status.getRefusedCheckpointId()))
            .toList();
    boolean most = refusing.size() > 1 && 2 * refusing.size() > telling.size();
    return most && now.isAfter(release.getReleasedAt().plus(TIME_TO_LOAD))
        ? Optional.of(
            "%d of %d workers could not load it: %s"
                .formatted(refusing.size(), telling.size(), refusing.get(0).getDetail()))
        : Optional.empty();
  }

  private static Optional<String> failing(Release release, List<WorkerStatus> telling) {
    List<WorkerStatus> serving =
        telling.stream()
            .filter(status -> release.getCheckpointId().equals(status.getCheckpointId()))
            .toList();
    long failures = serving.stream().mapToLong(WorkerStatus::getCheckpointFailures).sum();
    long images = serving.stream().mapToLong(WorkerStatus::getCheckpointImages).sum();
    return failures < FEWEST_FAILURES || failures < HIGHEST_SHARE * (failures + images)
        ? Optional.empty()
        : Optional.of(
            "it spoiled %d requests beside %d images that it drew".formatted(failures, images));
  }

  /** What a worker says of a channel; nothing where it does not follow that. */
  private static Stream<WorkerStatus> of(String channel, WorkerStatus status) {
    return status.getChannel().equals(channel)
        ? Stream.of(status)
        : status.getAlsoServed().stream()
            .filter(other -> other.getChannel().equals(channel))
            .map(
                other ->
                    WorkerStatus.newBuilder(status)
                        .setCheckpointId(other.getCheckpointId())
                        .setRefusedCheckpointId(other.getRefusedCheckpointId())
                        .setRefusalIsFinal(other.getRefusalIsFinal())
                        .setDetail(other.getDetail())
                        .setCheckpointImages(other.getCheckpointImages())
                        .setCheckpointFailures(other.getCheckpointFailures())
                        .build());
  }

  /** Whether a status is of a generator at work that may have seen this release. */
  private static boolean isTelling(WorkerStatus status, Release release, Instant now) {
    return status.getRole() == WorkerRole.GENERATOR
        && AT_WORK.contains(status.getState())
        && !status.getUpdatedAt().isBefore(release.getReleasedAt())
        && !status.getUpdatedAt().plus(FRESH).isBefore(now);
  }
}

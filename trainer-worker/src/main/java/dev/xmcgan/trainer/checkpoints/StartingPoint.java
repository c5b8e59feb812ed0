package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses where training goes on. With a release: the newest checkpoint on the released one's line
 * (its descendants, itself, its ancestors) that holds the state of training, and at last the
 * released one without it, which lends its weights. Where the release is a way back (rolled back,
 * pinned, of another line, or with a word on where to train from): from that very checkpoint, with
 * or without the state, and from what came of it since. Without a release: the newest of this
 * trainer, then of anybody. Never from what was rolled back, nor from what came of that.
 */
public final class StartingPoint {
  /** The file without which a checkpoint can be served but not trained on. */
  public static final String TRAINING_STATE = "trainer.safetensors";

  private static final Comparator<Checkpoint> NEWEST_FIRST =
      Comparator.comparingLong(Checkpoint::getStep)
          .thenComparing(Checkpoint::getCreatedAt)
          .thenComparing(Checkpoint::getCheckpointId)
          .reversed();

  private static final Comparator<Checkpoint> TRAINABLE_FIRST =
      Comparator.comparing(checkpoint -> !hasTrainingState(checkpoint));

  private StartingPoint() {}

  /**
   * The checkpoints to try, best first; empty when training starts from nothing. What serves is
   * better than nothing, whatever it comes from.
   */
  public static List<Checkpoint> candidates(
      ReleaseSnapshot book, Optional<Release> release, String trainerId) {
    List<Checkpoint> sound = sound(book, release, trainerId);
    return sound.isEmpty()
        ? release.map(Release::getCheckpointId).flatMap(book::checkpoint).stream().toList()
        : sound;
  }

  private static List<Checkpoint> sound(
      ReleaseSnapshot book, Optional<Release> release, String trainerId) {
    Optional<Checkpoint> origin = release.flatMap(each -> origin(book, each));
    if (origin.isEmpty()) {
      return book.checkpoints().values().stream()
          .filter(each -> isSound(book, each))
          .sorted(TRAINABLE_FIRST.thenComparing(ownFirst(trainerId)).thenComparing(NEWEST_FIRST))
          .toList();
    }
    boolean back = isWayBack(book, release.get());
    List<Checkpoint> onLine =
        book.checkpoints().values().stream()
            .filter(each -> leads(book, release.get(), each))
            .sorted(back ? NEWEST_FIRST : TRAINABLE_FIRST.thenComparing(NEWEST_FIRST))
            .toList();
    if (!back) {
      return onLine;
    }
    Stream<Checkpoint> since =
        onLine.stream()
            .filter(each -> !each.equals(origin.get()))
            .filter(StartingPoint::hasTrainingState);
    Stream<Checkpoint> ancestors =
        book.lineage(origin.get().getCheckpointId()).stream()
            .skip(1)
            .flatMap(id -> book.checkpoint(id).stream())
            .filter(each -> isSound(book, each))
            .sorted(TRAINABLE_FIRST.thenComparing(NEWEST_FIRST));
    return Stream.of(since, origin.stream(), ancestors).flatMap(each -> each).toList();
  }

  /** Whether what a release says leads to a checkpoint, so that training may go on from there. */
  public static boolean leads(ReleaseSnapshot book, Release release, Checkpoint checkpoint) {
    Optional<Checkpoint> origin = origin(book, release);
    if (origin.isEmpty()) {
      return isSound(book, checkpoint);
    }
    String id = origin.get().getCheckpointId();
    if (checkpoint.getCheckpointId().equals(id)) {
      return true;
    }
    List<String> line = book.lineage(checkpoint.getCheckpointId());
    int place = line.indexOf(id);
    boolean descends = place > 0 && line.subList(0, place).stream().noneMatch(book::isBarred);
    return isWayBack(book, release)
        ? descends && beganSince(book, line.get(place - 1), release)
        : descends
            || (book.lineage(id).contains(checkpoint.getCheckpointId())
                && isSound(book, checkpoint));
  }

  /**
   * Whether a branch began after a release: a trainer that has not heard of it yet may well publish
   * more of an older one.
   *
   * @param first the first checkpoint of the branch
   */
  private static boolean beganSince(ReleaseSnapshot book, String first, Release release) {
    return book.checkpoint(first)
        .filter(each -> !each.getCreatedAt().isBefore(release.getReleasedAt()))
        .isPresent();
  }

  /** Whether it holds what it takes to go on exactly. */
  public static boolean hasTrainingState(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().anyMatch(file -> file.getName().equals(TRAINING_STATE));
  }

  /** Neither it nor what it came from was rolled back. */
  private static boolean isSound(ReleaseSnapshot book, Checkpoint checkpoint) {
    return book.lineage(checkpoint.getCheckpointId()).stream().noneMatch(book::isBarred);
  }

  /** What training goes on from; what a person pinned, whatever was found of it. */
  private static Optional<Checkpoint> origin(ReleaseSnapshot book, Release release) {
    return Optional.ofNullable(release.getTrainFrom())
        .flatMap(book::checkpoint)
        .filter(each -> isSound(book, each))
        .or(
            () ->
                book.checkpoint(release.getCheckpointId())
                    .filter(each -> release.getPinned() || isSound(book, each)));
  }

  private static boolean isWayBack(ReleaseSnapshot book, Release release) {
    String before = release.getPreviousCheckpointId();
    return release.getTrainFrom() != null
        || release.getPinned()
        || release.getRolledBackFrom() != null
        || (before != null
            && !isOfTraining(book, release)
            && book.checkpoint(before).isPresent()
            && !book.lineage(release.getCheckpointId()).contains(before));
  }

  /**
   * Whether training released it on its way, judged or not. After a kill between two states that
   * need not come of what served before: the same steps were taken again, from the state.
   */
  private static boolean isOfTraining(ReleaseSnapshot book, Release release) {
    String by = release.getReleasedBy();
    return book.checkpoint(release.getCheckpointId())
            .filter(each -> each.getTrainerId().equals(by))
            .isPresent()
        || book.evaluation(release.getCheckpointId())
            .filter(each -> each.getVerdict() == Verdict.BLESSED)
            .filter(each -> each.getDecidedBy().equals(by))
            .isPresent();
  }

  private static Comparator<Checkpoint> ownFirst(String trainerId) {
    return Comparator.comparing(checkpoint -> !checkpoint.getTrainerId().equals(trainerId));
  }
}

package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.gate.Gate.Against;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Comparator;
import java.util.Optional;

/** What the gate has to judge next, as Kafka alone tells it. */
sealed interface GateTask {
  /** The checkpoint to judge. */
  Checkpoint checkpoint();

  /** What it is held against. */
  Against against();

  /**
   * Somebody released it past the gate: it serves already, and is held against what served before.
   */
  record Served(Checkpoint checkpoint, Against against) implements GateTask {}

  /** The newest that training made: may it be released? */
  record Candidate(Checkpoint checkpoint, Against against) implements GateTask {}

  /** The most urgent task. A checkpoint with an evaluation has been judged. */
  static Optional<GateTask> next(ReleaseSnapshot book, String channel) {
    Optional<GateTask> served = served(book, channel).map(task -> task);
    return served.or(() -> candidate(book.ofChannel(channel), channel));
  }

  /** What serves and was never judged. */
  static Optional<Served> served(ReleaseSnapshot book, String channel) {
    return book.release(channel)
        .map(Release::getCheckpointId)
        .filter(id -> book.evaluation(id).isEmpty())
        .flatMap(book::checkpoint)
        .map(
            checkpoint ->
                new Served(checkpoint, against(book, channel, book.lastGood(channel), checkpoint)));
  }

  private static Optional<Candidate> candidate(ReleaseSnapshot book, String channel) {
    Optional<String> served = book.release(channel).map(Release::getCheckpointId);
    return book.checkpoints().values().stream()
        .filter(checkpoint -> ReleaseSnapshot.isOf(checkpoint, channel))
        .filter(GateTask::isTrained)
        .filter(checkpoint -> !checkpoint.getTrainerId().equals(CheckpointOrigin.IMPORTED))
        .filter(checkpoint -> book.barredAncestor(checkpoint.getCheckpointId()).isEmpty())
        .filter(
            checkpoint ->
                book.release(channel)
                    .filter(release -> release.getTrainFrom() != null)
                    .map(release -> StartingPoint.leads(book, release, checkpoint))
                    .orElse(true))
        .max(
            Comparator.comparing(Checkpoint::getCreatedAt)
                .thenComparing(Checkpoint::getStep)
                .thenComparing(Checkpoint::getCheckpointId))
        .filter(newest -> !served.equals(Optional.of(newest.getCheckpointId())))
        .filter(newest -> book.evaluation(newest.getCheckpointId()).isEmpty())
        .filter(newest -> !hasJudgedWeights(book, newest))
        .map(
            newest ->
                new Candidate(
                    newest,
                    against(book, channel, served.filter(id -> !book.isUnfit(id)), newest)));
  }

  /** The first of a line holds its state, those that come of it need not. */
  private static boolean isTrained(Checkpoint checkpoint) {
    return StartingPoint.hasTrainingState(checkpoint) || checkpoint.getParentId() != null;
  }

  /** Whether it adds nothing but the state of training to a parent that was judged. */
  private static boolean hasJudgedWeights(ReleaseSnapshot book, Checkpoint checkpoint) {
    return Optional.ofNullable(checkpoint.getParentId())
        .filter(parent -> book.evaluation(parent).isPresent())
        .flatMap(book::checkpoint)
        .flatMap(GateTask::generator)
        .filter(hash -> generator(checkpoint).equals(Optional.of(hash)))
        .isPresent();
  }

  private static Optional<String> generator(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream()
        .filter(file -> file.getName().equals("generator.safetensors"))
        .map(CheckpointFile::getSha256)
        .findFirst();
  }

  private static Against against(
      ReleaseSnapshot book, String channel, Optional<String> good, Checkpoint judged) {
    Optional<String> best =
        book.best(channel).filter(id -> !id.equals(judged.getCheckpointId())).or(() -> good);
    return new Against(good.flatMap(book::checkpoint), best.flatMap(book::checkpoint));
  }
}

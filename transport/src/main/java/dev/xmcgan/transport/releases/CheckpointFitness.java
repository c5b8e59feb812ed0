package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.transport.releases.ReleaseRefusedException.Reason;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a checkpoint may be released.
 *
 * @param book what is known
 */
record CheckpointFitness(ReleaseSnapshot book) {
  /**
   * There is such a checkpoint.
   *
   * @throws ReleaseRefusedException when there is not
   */
  void requireKnown(String checkpointId) {
    if (book.checkpoint(checkpointId).isEmpty()) {
      throw new ReleaseRefusedException(
          Reason.UNKNOWN_CHECKPOINT, "there is no checkpoint " + checkpointId);
    }
  }

  /**
   * It was not found unfit, and comes from none that was rolled back.
   *
   * @throws ReleaseRefusedException saying what is wrong with it
   */
  void requireFit(String checkpointId) {
    Optional<String> barred = book.barredAncestor(checkpointId);
    if (barred.isPresent()) {
      throw new ReleaseRefusedException(
          Reason.UNFIT_CHECKPOINT,
          "checkpoint %s comes from %s, which was rolled back; it can only be released pinned"
              .formatted(checkpointId, barred.get()));
    }
    if (book.isUnfit(checkpointId)) {
      Evaluation found = book.evaluation(checkpointId).orElseThrow();
      throw new ReleaseRefusedException(
          Reason.UNFIT_CHECKPOINT,
          "checkpoint %s is %s: %s; it can only be released pinned"
              .formatted(
                  checkpointId,
                  found.getVerdict().name().toLowerCase(Locale.ROOT),
                  String.join("; ", found.getReasons())));
    }
  }
}

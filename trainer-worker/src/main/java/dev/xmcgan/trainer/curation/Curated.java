package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;

/** What became of a pair. */
public sealed interface Curated {
  /** It is fit to be learned, or held out. */
  record Accepted(TrainingPair pair) implements Curated {}

  /**
   * It is not.
   *
   * @param detail for a person to read
   */
  record Rejected(RejectionReason reason, String detail) implements Curated {}
}

package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;

/** Hears of every verdict, for metrics; called on the stream's threads, must be quick. */
public interface CurationListener {
  /** A pair went to training-pairs. */
  void accepted(Split split);

  /** Captions of a pair that was accepted were left out. */
  void captionsDropped(RejectionReason reason, int count);

  /** A pair went to rejected-pairs. */
  void rejected(RejectionReason reason);
}

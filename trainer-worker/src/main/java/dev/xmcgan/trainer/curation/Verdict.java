package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.TrainingPair;

/** What the stream carries from one processor to the topics. */
sealed interface Verdict {
  /** To training-pairs. */
  record Keep(TrainingPair pair) implements Verdict {}

  /** Out of training-pairs: what was published under the key is so no more. */
  record Withdraw() implements Verdict {}

  /** An erasure that is asked for: the headers say which ({@link ErasureStep}). */
  record Erase() implements Verdict {}

  /** Back to image-text-pairs: the next part of an erasure. */
  record EraseOn(ErasureStep step) implements Verdict {}

  /** To pair-erasures. */
  record Receipt(PairErasure erasure) implements Verdict {}

  /** To audit: who erased what. */
  record Audit(AuditEntry entry) implements Verdict {}

  /** To rejected-pairs. */
  record Refuse(RejectedPair pair) implements Verdict {}

  /** To dead-letters: bytes that were no record; where they came from is in the headers. */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes on their way to a topic, never compared
  record DeadLetter(byte[] bytes) implements Verdict {}
}

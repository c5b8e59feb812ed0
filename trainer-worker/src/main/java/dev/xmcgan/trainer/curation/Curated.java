package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;
import java.util.Map;

/** The result of curating one pair: accepted, or rejected with a reason. */
public sealed interface Curated {
  /**
   * It is fit to be learned, or held out.
   *
   * @param droppedCaptions how many of its captions are left out, by reason
   */
  record Accepted(TrainingPair pair, Map<RejectionReason, Integer> droppedCaptions)
      implements Curated {
    public Accepted {
      droppedCaptions = Map.copyOf(droppedCaptions);
    }
  }

  /**
   * It is not.
   *
   * @param detail for a person to read
   */
  record Rejected(RejectionReason reason, String detail) implements Curated {}
}

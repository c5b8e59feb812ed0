package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.limits.PairLimits;
import java.time.Instant;

/** Writes rejections; what a stranger wrote is cut to a length that always fits a record. */
final class Rejections {
  private static final int MAX_TEXT = 1000;

  private Rejections() {}

  static Verdict.Refuse of(
      String pairId, RejectionReason reason, String detail, String source, Instant now) {
    return new Verdict.Refuse(
        RejectedPair.newBuilder()
            .setPairId(cut(pairId, PairLimits.MAX_ID_LENGTH))
            .setReason(reason)
            .setDetail(cut(detail, MAX_TEXT))
            .setSource(cut(source, MAX_TEXT))
            .setRejectedAt(now)
            .build());
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }
}

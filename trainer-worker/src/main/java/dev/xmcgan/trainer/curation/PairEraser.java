package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes pairs out of all that curation holds and has published, and writes the receipts. What was
 * published under the id is withdrawn; so is the pair that stood for it, where it had the same
 * image: that one is published anew without the captions of the erased one.
 */
final class PairEraser {
  /** What goes out under a key. */
  record Out(String key, Verdict verdict) {}

  private final ImageGroups groups;
  private final int groupsAtOnce;

  /**
   * @param groupsAtOnce images looked at in one go for pairs of a source: what is erased in one go
   *     must fit into a transaction
   */
  PairEraser(ImageGroups groups, int groupsAtOnce) {
    this.groups = groups;
    this.groupsAtOnce = groupsAtOnce;
  }

  /**
   * Erases what a request asks for, or the next part of it.
   *
   * @param key of the request's record
   * @param now for the receipts
   */
  List<Out> erase(String key, ErasureStep step, Instant now) {
    if (step.request().source().isEmpty()) {
      return pair(key, step, now);
    }
    String source = step.request().source().get();
    ImageGroups.Slice slice = groups.slice(step.after(), groupsAtOnce);
    List<String> ids =
        slice.pairs().stream()
            .filter(pair -> pair.getSource().equals(source))
            .filter(pair -> !pair.getArrivedAt().isAfter(step.requestedAt()))
            .map(TrainingPair::getPairId)
            .toList();
    List<Out> out = new ArrayList<>();
    ids.forEach(id -> out.addAll(pair(id, step, now)));
    long erased = step.erased() + ids.size();
    out.add(
        slice
            .last()
            .map(last -> new Out(key, new Verdict.EraseOn(step.next(last, erased))))
            .orElseGet(() -> sourceDone(step, source, erased, now)));
    return out;
  }

  private List<Out> pair(String id, ErasureStep step, Instant now) {
    Optional<ImageGroups.Left> left = groups.remove(id);
    List<Out> out = new ArrayList<>();
    PairErasure.Builder receipt = receipt(step, now).setPairId(id);
    if (left.isEmpty()) {
      // somebody else may have put it on training-pairs
      out.add(new Out(id, new Verdict.Withdraw()));
      receipt.setOutcome(ErasureOutcome.NOT_FOUND);
    } else {
      ImageGroup before = left.get().before();
      ImageGroup rest = left.get().rest();
      TrainingPair pair = before.member(id).orElseThrow();
      out.add(new Out(before.owner(), new Verdict.Withdraw()));
      if (!rest.isEmpty()) {
        TrainingPair published = rest.published(before.image(), step.requestedAt());
        out.add(new Out(published.getPairId(), new Verdict.Keep(published)));
        receipt.setImageStaysWith(rest.owner());
      }
      receipt
          .setOutcome(ErasureOutcome.ERASED)
          .setSource(pair.getSource())
          .setArrivedAt(pair.getArrivedAt());
    }
    out.add(new Out(id, new Verdict.Receipt(receipt.build())));
    return out;
  }

  private static Out sourceDone(ErasureStep step, String source, long erased, Instant now) {
    PairErasure done =
        receipt(step, now)
            .setOutcome(ErasureOutcome.SOURCE_DONE)
            .setSource(source)
            .setPartition(step.partition())
            .setPairs(erased)
            .build();
    return new Out(step.request().requestId(), new Verdict.Receipt(done));
  }

  private static PairErasure.Builder receipt(ErasureStep step, Instant now) {
    return PairErasure.newBuilder()
        .setRequestId(step.request().requestId())
        .setRequestedBy(step.request().by())
        .setErasedAt(now)
        .setBytesGoneAt(step.requestedAt().plus(Topic.RAW_PAIRS_STAY));
  }
}

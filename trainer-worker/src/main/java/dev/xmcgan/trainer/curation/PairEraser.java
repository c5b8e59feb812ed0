package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.AuditEntries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes pairs out of all that curation holds and has published, and writes the receipts and who
 * asked for it: a pair by its id, or once all of a source. What was published under the id is
 * withdrawn; so is the pair that stood for it, where it had the same image: that one is published
 * anew without the captions of the erased one.
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
    slice
        .last()
        .ifPresentOrElse(
            last -> out.add(new Out(key, new Verdict.EraseOn(step.next(last, erased)))),
            () -> out.addAll(sourceDone(step, source, erased, now)));
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
    PairErasure built = receipt.build();
    out.add(new Out(id, new Verdict.Receipt(built)));
    // pairs of a source are told of together
    if (left.isPresent() && step.request().source().isEmpty()) {
      out.add(audit(built));
    }
    return out;
  }

  private static List<Out> sourceDone(ErasureStep step, String source, long erased, Instant now) {
    PairErasure done =
        receipt(step, now)
            .setOutcome(ErasureOutcome.SOURCE_DONE)
            .setSource(source)
            .setPartition(step.partition())
            .setPairs(erased)
            .build();
    Out receipt = new Out(step.request().requestId(), new Verdict.Receipt(done));
    return erased == 0 ? List.of(receipt) : List.of(receipt, audit(done));
  }

  private static Out audit(PairErasure receipt) {
    AuditEntry entry = AuditEntries.ofErasure(receipt);
    return new Out(entry.getSubject(), new Verdict.Audit(entry));
  }

  private static PairErasure.Builder receipt(ErasureStep step, Instant now) {
    return PairErasure.newBuilder()
        .setRequestId(step.request().requestId())
        .setRequestedBy(step.request().by())
        .setErasedAt(now)
        .setBytesGoneAt(step.requestedAt().plus(Topic.RAW_PAIRS_STAY));
  }
}

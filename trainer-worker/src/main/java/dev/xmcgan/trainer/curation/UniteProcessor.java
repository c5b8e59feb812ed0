package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.DUPLICATE;
import static dev.xmcgan.schemas.RejectionReason.RECORD_TOO_LARGE;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Unites pairs of the same image: decides which pair is published for it, with the captions of all.
 * All pairs pass here, one after the other:
 *
 * <ul>
 *   <li>A pair that came as it is now, with an image no smaller, is a duplicate.
 *   <li>A pair with an id that is known is a correction: it takes the place of what it corrects.
 *   <li>A pair with an image that another one has is no pair of its own: its captions go to the
 *       other, and it is told so.
 *   <li>A pair that gives up an image leaves it to those who have it too.
 *   <li>A pair that is erased is withdrawn ({@link PairEraser}).
 * </ul>
 */
final class UniteProcessor extends ContextualProcessor<String, TrainingPair, String, Verdict> {
  /** What a pair is told that came before as it comes now. */
  static final String TAKEN_BEFORE = "this pair was taken before";

  private final String trainingPairs;
  private final UnproducibleRecords unproducible;
  private final CurationListener listener;
  private final int groupsAtOnce;
  private ImageGroups groups;
  private PairEraser eraser;

  UniteProcessor(
      String trainingPairs,
      UnproducibleRecords unproducible,
      CurationListener listener,
      int groupsAtOnce) {
    this.groupsAtOnce = groupsAtOnce;
    this.trainingPairs = trainingPairs;
    this.unproducible = unproducible;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, Verdict> context) {
    super.init(context);
    groups =
        new ImageGroups(
            context.getStateStore(ImageGroups.IMAGE_OF_PAIR),
            context.getStateStore(ImageGroups.PAIRS_OF_IMAGE));
    eraser = new PairEraser(groups, groupsAtOnce);
  }

  @Override
  public void process(Record<String, TrainingPair> record) {
    TrainingPair pair = record.value();
    if (pair == null) {
      erase(record);
      return;
    }
    String id = pair.getPairId();
    ImageGroup before = groups.of(pair.getImageHash());
    if (unproducible.forget(trainingPairs, before.isEmpty() ? id : before.owner())) {
      refuse(record, RECORD_TOO_LARGE, "the broker takes no record as large as the curated pair");
    } else if (before.member(id).filter(known -> isSame(known, pair)).isPresent()) {
      refuse(record, DUPLICATE, TAKEN_BEFORE);
    } else {
      take(record, before);
    }
  }

  private void take(Record<String, TrainingPair> record, ImageGroup before) {
    TrainingPair pair = record.value();
    String id = pair.getPairId();
    boolean wasPublished = leave(record);
    ImageGroup after = before.hasRoomFor(pair) ? before.with(pair) : before;
    if (after.member(id).isPresent()) {
      groups.put(id, pair.getImageHash(), after);
    }
    if (after.owner().equals(id)) {
      keep(record, after.published(pair.getImage(), pair.getArrivedAt()));
      return;
    }
    if (wasPublished) {
      forward(record, id, new Verdict.Withdraw());
    }
    long more = after.captions().size() - before.captions().size();
    if (!after.captions().equals(before.captions())) {
      keep(record, after.published(pair.getImage(), pair.getArrivedAt()));
    }
    refuse(
        record,
        DUPLICATE,
        more > 0
            ? "its image is that of pair %s, which got %d more captions"
                .formatted(after.owner(), more)
            : "its image and captions are those of pair " + after.owner());
  }

  /**
   * Takes a pair out of the group of another image that it had.
   *
   * @return whether that was published under its id
   */
  private boolean leave(Record<String, TrainingPair> record) {
    TrainingPair pair = record.value();
    String id = pair.getPairId();
    if (groups.imageOf(id).filter(hash -> !hash.equals(pair.getImageHash())).isEmpty()) {
      return false;
    }
    ImageGroups.Left left = groups.remove(id).orElseThrow();
    if (!left.rest().isEmpty()) {
      keep(record, left.rest().published(left.before().image(), pair.getArrivedAt()));
    }
    return left.before().owner().equals(id);
  }

  private void erase(Record<String, TrainingPair> record) {
    Instant arrivedAt = Instant.ofEpochMilli(record.timestamp());
    ErasureStep step = ErasureStep.of(record.headers(), record.key(), 0, arrivedAt);
    for (PairEraser.Out out : eraser.erase(record.key(), step, now())) {
      if (out.verdict() instanceof Verdict.EraseOn more) {
        context()
            .forward(record.withKey(out.key()).withValue(more).withHeaders(more.step().headers()));
      } else {
        forward(record, out.key(), out.verdict());
      }
    }
  }

  /** The same image kept larger is news, a smaller one is not. */
  private static boolean isSame(TrainingPair known, TrainingPair pair) {
    return known.getContentHash().equals(pair.getContentHash())
        && known.getSplit() == pair.getSplit()
        && known.getSize() >= pair.getSize();
  }

  private void keep(Record<String, TrainingPair> record, TrainingPair pair) {
    listener.accepted(pair.getSplit());
    forward(record, pair.getPairId(), new Verdict.Keep(pair));
  }

  private void refuse(Record<String, TrainingPair> record, RejectionReason reason, String detail) {
    TrainingPair pair = record.value();
    Verdict.Refuse refusal =
        Rejections.of(pair.getPairId(), reason, detail, pair.getSource(), now());
    forward(record, refusal.pair().getPairId(), refusal);
  }

  private void forward(Record<String, TrainingPair> record, String key, Verdict verdict) {
    context().forward(record.withKey(key).withValue(verdict));
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }
}

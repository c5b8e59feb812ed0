package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.DUPLICATE;
import static dev.xmcgan.schemas.RejectionReason.RECORD_TOO_LARGE;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Says which pair stands for which image. All pairs pass here, one after the other:
 *
 * <ul>
 *   <li>A pair that came as it is now is a duplicate.
 *   <li>A pair with an id that is known is a correction: it takes the place of what it corrects.
 *   <li>A pair with an image that another one has is no pair of its own: its captions go to the
 *       other, and it is told so.
 *   <li>A pair that gives up an image leaves it to those who have it too.
 * </ul>
 */
final class UniteProcessor extends ContextualProcessor<String, TrainingPair, String, Verdict> {
  /** Pair id → hash of its image. */
  static final String IMAGE_OF_PAIR = "image-of-pair";

  /** Hash of an image → its {@link ImageGroup}. */
  static final String PAIRS_OF_IMAGE = "pairs-of-image";

  private final String trainingPairs;
  private final UnproducibleRecords unproducible;
  private final CurationListener listener;
  private KeyValueStore<String, String> images;
  private KeyValueStore<String, List<TrainingPair>> groups;

  UniteProcessor(
      String trainingPairs, UnproducibleRecords unproducible, CurationListener listener) {
    this.trainingPairs = trainingPairs;
    this.unproducible = unproducible;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, Verdict> context) {
    super.init(context);
    images = context.getStateStore(IMAGE_OF_PAIR);
    groups = context.getStateStore(PAIRS_OF_IMAGE);
  }

  @Override
  public void process(Record<String, TrainingPair> record) {
    TrainingPair pair = record.value();
    String id = pair.getPairId();
    ImageGroup before = group(pair.getImageHash());
    if (unproducible.forget(trainingPairs, before.isEmpty() ? id : before.owner())) {
      refuse(record, RECORD_TOO_LARGE, "the broker takes no record as large as the curated pair");
    } else if (before.member(id).filter(known -> isSame(known, pair)).isPresent()) {
      refuse(record, DUPLICATE, "this pair was taken before");
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
      images.put(id, pair.getImageHash());
      groups.put(pair.getImageHash(), after.members());
    } else {
      images.delete(id);
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
    Optional<String> formerImage =
        Optional.ofNullable(images.get(id)).filter(hash -> !hash.equals(pair.getImageHash()));
    if (formerImage.isEmpty()) {
      return false;
    }
    ImageGroup former = group(formerImage.get());
    ImageGroup rest = former.without(id);
    if (rest.isEmpty()) {
      groups.delete(formerImage.get());
    } else {
      groups.put(formerImage.get(), rest.members());
      keep(record, rest.published(former.image(), pair.getArrivedAt()));
    }
    return former.owner().equals(id);
  }

  private ImageGroup group(String imageHash) {
    List<TrainingPair> members = groups.get(imageHash);
    return new ImageGroup(members == null ? List.of() : members);
  }

  private static boolean isSame(TrainingPair known, TrainingPair pair) {
    return known.getContentHash().equals(pair.getContentHash())
        && known.getSplit() == pair.getSplit();
  }

  private void keep(Record<String, TrainingPair> record, TrainingPair pair) {
    listener.accepted(pair.getSplit());
    forward(record, pair.getPairId(), new Verdict.Keep(pair));
  }

  private void refuse(Record<String, TrainingPair> record, RejectionReason reason, String detail) {
    TrainingPair pair = record.value();
    Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
    Verdict.Refuse refusal = Rejections.of(pair.getPairId(), reason, detail, pair.getSource(), now);
    forward(record, refusal.pair().getPairId(), refusal);
  }

  private void forward(Record<String, TrainingPair> record, String key, Verdict verdict) {
    context().forward(record.withKey(key).withValue(verdict));
  }
}

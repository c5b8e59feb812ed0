package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Lets each content through once within the window. Records come keyed by content hash and leave
 * keyed by pair id.
 *
 * <p>Time is the wall clock, not the records' own: a producer with a wrong clock would otherwise
 * move the store into the future and make it forget everybody else's pairs.
 */
final class DeduplicateProcessor
    extends ContextualProcessor<String, TrainingPair, String, Verdict> {
  static final String STORE = "seen-content";

  private final Duration window;
  private final CurationListener listener;
  private WindowStore<String, String> seen;

  DeduplicateProcessor(Duration window, CurationListener listener) {
    this.window = window;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, Verdict> context) {
    super.init(context);
    seen = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, TrainingPair> record) {
    TrainingPair pair = record.value();
    Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
    Verdict verdict = judge(pair, now);
    if (verdict instanceof Verdict.Keep) {
      seen.put(pair.getContentHash(), pair.getPairId(), now.toEpochMilli());
      listener.accepted(pair.getSplit());
    }
    context().forward(record.withKey(pair.getPairId()).withValue(verdict));
  }

  private Verdict judge(TrainingPair pair, Instant now) {
    // to the future as well: the clock may have been set back
    try (WindowStoreIterator<String> before =
        seen.fetch(pair.getContentHash(), now.minus(window), now.plus(window))) {
      if (!before.hasNext()) {
        return new Verdict.Keep(pair);
      }
      String first = before.next().value;
      String detail =
          first.equals(pair.getPairId())
              ? "this pair was taken before"
              : "the same image and captions were taken as pair " + first;
      return Rejections.of(
          pair.getPairId(), RejectionReason.DUPLICATE, detail, pair.getSource(), now);
    }
  }
}

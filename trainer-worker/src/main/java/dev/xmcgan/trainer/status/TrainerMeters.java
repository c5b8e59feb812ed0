package dev.xmcgan.trainer.status;

import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.backlog.CurationBacklog;
import dev.xmcgan.trainer.curation.CurationListener;
import dev.xmcgan.trainer.replay.Lag;
import dev.xmcgan.trainer.replay.TrainingPool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The metrics of the trainer for Prometheus. All names are constants here, with the name that
 * Prometheus shows.
 */
public final class TrainerMeters implements CurationListener {
  /** Scalars of training, label {@code term}; {@code xmcgan_trainer_scalar}. */
  public static final String SCALAR = "xmcgan.trainer.scalar";

  /** Steps of the model; {@code xmcgan_trainer_step}. */
  public static final String STEP = "xmcgan.trainer.step";

  /** Pairs trained on, repeats counted; {@code xmcgan_trainer_pairs_seen}. */
  public static final String PAIRS_SEEN = "xmcgan.trainer.pairs.seen";

  /** {@code xmcgan_trainer_steps_per_second}. */
  public static final String STEPS_PER_SECOND = "xmcgan.trainer.steps.per.second";

  /** Pairs trained on in a second of training; {@code xmcgan_trainer_pairs_per_second}. */
  public static final String PAIRS_PER_SECOND = "xmcgan.trainer.pairs.per.second";

  /** 1 while an alert is raised, label {@code alert}; {@code xmcgan_trainer_alert}. */
  public static final String ALERT = "xmcgan.trainer.alert";

  /** Pairs in the replay window; {@code xmcgan_trainer_window_pairs}. */
  public static final String WINDOW_PAIRS = "xmcgan.trainer.window.pairs";

  /** Age of its oldest pair in seconds; {@code xmcgan_trainer_window_age_seconds}. */
  public static final String WINDOW_AGE = "xmcgan.trainer.window.age.seconds";

  /** Pairs read that no step took yet; {@code xmcgan_trainer_fresh_pairs}. */
  public static final String FRESH_PAIRS = "xmcgan.trainer.fresh.pairs";

  /**
   * Pairs on training-pairs that the generator was not trained on yet, and may be, held-out ones
   * counted as long as they are not read; {@code xmcgan_trainer_unlearned_pairs}.
   */
  public static final String UNLEARNED_PAIRS = "xmcgan.trainer.unlearned.pairs";

  /** How long ago the oldest of them came; {@code xmcgan_trainer_oldest_unlearned_seconds}. */
  public static final String OLDEST_UNLEARNED = "xmcgan.trainer.oldest.unlearned.seconds";

  /** Steps given up as non-finite; {@code xmcgan_trainer_skipped_steps_total}. */
  public static final String SKIPPED_STEPS = "xmcgan.trainer.skipped.steps";

  /** Checkpoints published; {@code xmcgan_trainer_checkpoints_total}. */
  public static final String CHECKPOINTS = "xmcgan.trainer.checkpoints";

  /** Records of training-pairs that were none; {@code xmcgan_trainer_dead_letters_total}. */
  public static final String DEAD_LETTERS = "xmcgan.trainer.dead.letters";

  /**
   * Captions of pairs that came, of which the model reads the beginning alone; {@code
   * xmcgan_trainer_cut_captions_total}.
   */
  public static final String CUT_CAPTIONS = "xmcgan.trainer.cut.captions";

  /** Checkpoints judged, label {@code verdict}; {@code xmcgan_trainer_judged_total}. */
  public static final String JUDGED = "xmcgan.trainer.judged";

  /** Releases taken back; {@code xmcgan_trainer_rollbacks_total}. */
  public static final String ROLLBACKS = "xmcgan.trainer.rollbacks";

  /** Pairs curated, label {@code split}; {@code xmcgan_curation_accepted_total}. */
  public static final String ACCEPTED = "xmcgan.curation.accepted";

  /**
   * Captions left out of pairs that were accepted, label {@code reason}; {@code
   * xmcgan_curation_dropped_captions_total}.
   */
  public static final String DROPPED_CAPTIONS = "xmcgan.curation.dropped.captions";

  /** Pairs turned down, label {@code reason}; {@code xmcgan_curation_rejected_total}. */
  public static final String REJECTED = "xmcgan.curation.rejected";

  /** Records of image-text-pairs not read by curation; {@code xmcgan_curation_unread_pairs}. */
  public static final String UNREAD_PAIRS = "xmcgan.curation.unread.pairs";

  /** How long the oldest of them waits; {@code xmcgan_curation_oldest_unread_seconds}. */
  public static final String OLDEST_UNREAD = "xmcgan.curation.oldest.unread.seconds";

  /** Records deleted by age before curation read them; {@code xmcgan_curation_aged_out_pairs}. */
  public static final String AGED_OUT = "xmcgan.curation.aged.out.pairs";

  private static final String NEAR_RETENTION = "PAIRS_NEAR_RETENTION";

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
  private final Counter skippedSteps;
  private final Counter checkpoints;
  private final Counter deadLetters;
  private final Counter cutCaptions;

  public TrainerMeters(MeterRegistry registry) {
    this.registry = registry;
    skippedSteps = registry.counter(SKIPPED_STEPS);
    checkpoints = registry.counter(CHECKPOINTS);
    deadLetters = registry.counter(DEAD_LETTERS);
    cutCaptions = registry.counter(CUT_CAPTIONS);
  }

  /** Training went on. */
  public void trained(TrainingMetrics metrics) {
    metrics.getScalars().forEach((term, value) -> set(SCALAR, "term", term, value));
    for (TrainingAlert alert : TrainingAlert.values()) {
      if (alert != TrainingAlert.UNKNOWN) {
        set(ALERT, "alert", alert.name(), metrics.getAlerts().contains(alert) ? 1 : 0);
      }
    }
    set(PAIRS_PER_SECOND, metrics.getPairsPerSecond());
    set(STEP, (double) metrics.getStep());
    set(PAIRS_SEEN, (double) metrics.getPairsSeen());
    set(STEPS_PER_SECOND, metrics.getStepsPerSecond());
  }

  /**
   * What there is to learn from.
   *
   * @param unread records behind those that were read
   */
  public void held(TrainingPool.State stock, long unread) {
    Lag lag = stock.lag().withUnread(unread);
    set(UNLEARNED_PAIRS, lag.pairs());
    set(OLDEST_UNLEARNED, lag.oldest().toMillis() / 1e3);
    set(WINDOW_PAIRS, stock.windowPairs());
    set(WINDOW_AGE, stock.windowAge().toMillis() / 1e3);
    set(FRESH_PAIRS, stock.freshPairs());
  }

  /** A step was given up. */
  public void skipped() {
    skippedSteps.increment();
  }

  /** A checkpoint was published. */
  public void published() {
    checkpoints.increment();
  }

  /** A record was no training pair. */
  public void deadLettered() {
    deadLetters.increment();
  }

  /** A pair came with so many captions that are longer than the model reads. */
  public void cutCaptions(int captions) {
    cutCaptions.increment(captions);
  }

  /** A checkpoint was judged. */
  public void judged(Verdict verdict) {
    registry.counter(JUDGED, "verdict", verdict.name()).increment();
  }

  /** A release was taken back. */
  public void rolledBack() {
    registry.counter(ROLLBACKS).increment();
  }

  /** So much is not read by curation. */
  public void backlog(CurationBacklog backlog) {
    set(UNREAD_PAIRS, backlog.unread());
    set(OLDEST_UNREAD, backlog.oldest().toMillis() / 1e3);
    set(AGED_OUT, backlog.agedOut());
    set(ALERT, "alert", NEAR_RETENTION, backlog.alert().isPresent() ? 1 : 0);
  }

  @Override
  public void accepted(Split split) {
    registry.counter(ACCEPTED, "split", split.name()).increment();
  }

  @Override
  public void captionsDropped(RejectionReason reason, int count) {
    registry.counter(DROPPED_CAPTIONS, "reason", reason.name()).increment(count);
  }

  @Override
  public void rejected(RejectionReason reason) {
    registry.counter(REJECTED, "reason", reason.name()).increment();
  }

  private void set(String name, double value) {
    gauge(name, name, value);
  }

  private void set(String name, String label, String of, double value) {
    gauge(name + "/" + of, name, value, label, of);
  }

  /** A gauge's value as the bits of a double, which an atomic long can hold. */
  private void gauge(String key, String name, double value, String... tags) {
    gauges
        .computeIfAbsent(
            key,
            absent -> {
              AtomicLong bits = new AtomicLong();
              Gauge.builder(name, bits, held -> Double.longBitsToDouble(held.get()))
                  .tags(tags)
                  .register(registry);
              return bits;
            })
        .set(Double.doubleToLongBits(value));
  }
}

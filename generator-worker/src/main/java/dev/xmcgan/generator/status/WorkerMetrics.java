package dev.xmcgan.generator.status;

import dev.xmcgan.schemas.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted and measured. All names are constants here, as Prometheus shows them below. */
public final class WorkerMetrics {
  /** Images in a micro-batch; {@code xmcgan_worker_batch_images}. */
  public static final String BATCH_IMAGES = "xmcgan.worker.batch.images";

  /** Text encoder, generator and encoding of a micro-batch; {@code xmcgan_worker_draw_seconds}. */
  public static final String DRAW = "xmcgan.worker.draw";

  /** From a request's record to its first micro-batch; {@code xmcgan_worker_queue_seconds}. */
  public static final String QUEUE = "xmcgan.worker.queue";

  /** Results and offsets of a micro-batch to Kafka; {@code xmcgan_worker_commit_seconds}. */
  public static final String COMMIT = "xmcgan.worker.commit";

  /** Transactions that were aborted and done again; {@code xmcgan_worker_aborts_total}. */
  public static final String ABORTS = "xmcgan.worker.aborts";

  /** Images answered; {@code xmcgan_worker_images_total}. */
  public static final String IMAGES = "xmcgan.worker.images";

  /**
   * Images drawn of a caption of which the model reads the beginning alone; {@code
   * xmcgan_worker_cut_captions_total}.
   */
  public static final String CUT_CAPTIONS = "xmcgan.worker.cut.captions";

  /** Typed failures answered, label {@code code}; {@code xmcgan_worker_failures_total}. */
  public static final String FAILURES = "xmcgan.worker.failures";

  /** Records that could not be decoded; {@code xmcgan_worker_dead_letters_total}. */
  public static final String DEAD_LETTERS = "xmcgan.worker.dead.letters";

  /** Checkpoints swapped in, the first included; {@code xmcgan_worker_swaps_total}. */
  public static final String SWAPS = "xmcgan.worker.swaps";

  /** Releases that were refused; {@code xmcgan_worker_refusals_total}. */
  public static final String REFUSALS = "xmcgan.worker.refusals";

  /** Requests held and not yet drawn; {@code xmcgan_worker_held_requests}. */
  public static final String HELD = "xmcgan.worker.held.requests";

  /**
   * From a pair's arrival to the first image of a release that learned it, of an even sample of the
   * pairs; {@code xmcgan_worker_freshness_seconds}.
   */
  public static final String FRESHNESS = "xmcgan.worker.freshness";

  private static final Duration[] FRESHNESS_BUCKETS = {
    Duration.ofSeconds(10),
    Duration.ofSeconds(20),
    Duration.ofSeconds(30),
    Duration.ofSeconds(45),
    Duration.ofSeconds(60),
    Duration.ofSeconds(90),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1)
  };

  private final DistributionSummary batchImages;
  private final Timer draw;
  private final Timer queue;
  private final Timer commit;
  private final Counter aborts;
  private final Counter images;
  private final Counter cutCaptions;
  private final Map<FailureCode, Counter> failures = new EnumMap<>(FailureCode.class);
  private final Counter deadLetters;
  private final Counter swaps;
  private final Counter refusals;
  private final AtomicInteger held;
  private final Timer freshness;
  private final CheckpointTally serving = new CheckpointTally();

  public WorkerMetrics(MeterRegistry registry) {
    batchImages = registry.summary(BATCH_IMAGES);
    draw = registry.timer(DRAW);
    queue = registry.timer(QUEUE);
    commit = registry.timer(COMMIT);
    aborts = registry.counter(ABORTS);
    images = registry.counter(IMAGES);
    cutCaptions = registry.counter(CUT_CAPTIONS);
    for (FailureCode code : FailureCode.values()) {
      failures.put(code, registry.counter(FAILURES, "code", code.name()));
    }
    deadLetters = registry.counter(DEAD_LETTERS);
    swaps = registry.counter(SWAPS);
    refusals = registry.counter(REFUSALS);
    held = registry.gauge(HELD, new AtomicInteger());
    freshness =
        Timer.builder(FRESHNESS).serviceLevelObjectives(FRESHNESS_BUCKETS).register(registry);
  }

  /** A micro-batch was drawn and encoded. */
  public void drawn(int imagesInBatch, Duration took) {
    batchImages.record(imagesInBatch);
    draw.record(took);
  }

  /** A request waited so long for its first micro-batch. */
  public void queued(Duration waited) {
    queue.record(waited.isNegative() ? Duration.ZERO : waited);
  }

  /** A transaction went through with so many images. */
  public void committed(int answeredImages, Duration took) {
    images.increment(answeredImages);
    commit.record(took);
  }

  /** So many images were drawn of captions that are longer than the model reads. */
  public void cutCaptions(long imagesOfThem) {
    cutCaptions.increment(imagesOfThem);
  }

  /** A transaction was aborted. */
  public void aborted() {
    aborts.increment();
  }

  /** A failure was answered. */
  public void failed(FailureCode code) {
    failures.get(code).increment();
  }

  /** A record went to the dead letters. */
  public void deadLettered() {
    deadLetters.increment();
  }

  /** A checkpoint was swapped in. */
  public void swapped() {
    swaps.increment();
  }

  /** A release was refused. */
  public void refused() {
    refusals.increment();
  }

  /** So many requests are held now. */
  public void held(int requests) {
    held.set(requests);
  }

  /** A pair was served so long after it had arrived. */
  public void served(Duration afterArrival) {
    freshness.record(afterArrival);
  }

  /** What the serving checkpoint drew and spoiled. */
  public CheckpointTally serving() {
    return serving;
  }

  /** Images answered since start. */
  public long imagesTotal() {
    return (long) images.count();
  }

  /** Typed failures answered since start. */
  public long failuresTotal() {
    return (long) failures.values().stream().mapToDouble(Counter::count).sum();
  }

  /** Checkpoints swapped in since start. */
  public long swapsTotal() {
    return (long) swaps.count();
  }
}

package dev.xmcgan.generator.status;

import dev.xmcgan.schemas.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.Consumer;

/** What a worker counts and measures, by {@link MetricNames}; all there from the start, at 0. */
public final class WorkerMetrics {
  private static final double MILLIS = 1e3;

  private final MeterRegistry registry;
  private final Clock clock;
  private final DistributionSummary batchImages;
  private final DistributionSummary batchCost;
  private final Timer queue;
  private final Timer text;
  private final Timer draw;
  private final Timer encode;
  private final Timer commit;
  private final Timer swap;
  private final Timer freshness;
  private final Counter aborts;
  private final Counter images;
  private final Counter cutCaptions;
  private final Map<FailureCode, Counter> failures = new EnumMap<>(FailureCode.class);
  private final Counter deadLetters;
  private final Counter swaps;
  private final Counter refusedWeights;
  private final Counter refusedHere;
  private final CheckpointTally serving = new CheckpointTally();
  private final AtomicReference<Waiting> waiting = new AtomicReference<>(Waiting.NOTHING);
  private final AtomicReference<Optional<Instant>> servingSince =
      new AtomicReference<>(Optional.empty());

  /**
   * What waits for this worker.
   *
   * @param held requests that are held and not drawn
   * @param oldestHeld when the oldest came that is held and not answered
   * @param unread requests that were not fetched
   * @param oldestUnread when the oldest of these came, at the earliest
   */
  public record Waiting(
      int held, Optional<Instant> oldestHeld, long unread, Optional<Instant> oldestUnread) {
    static final Waiting NOTHING = new Waiting(0, Optional.empty(), 0, Optional.empty());
  }

  public WorkerMetrics(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    batchImages =
        DistributionSummary.builder(MetricNames.BATCH_IMAGES)
            .description("Images in a micro-batch")
            .serviceLevelObjectives(MetricBuckets.IMAGES)
            .register(registry);
    batchCost =
        DistributionSummary.builder(MetricNames.BATCH_COST)
            .description("What a micro-batch costs, in drawn pixels")
            .serviceLevelObjectives(MetricBuckets.COST)
            .register(registry);
    queue =
        timer(
            MetricNames.QUEUE,
            "From a request's record to its first micro-batch",
            MetricBuckets.STEPS);
    text = timer(MetricNames.TEXT, "Reading the captions of a micro-batch", MetricBuckets.STEPS);
    draw = timer(MetricNames.DRAW, "Drawing the images of a micro-batch", MetricBuckets.STEPS);
    encode = timer(MetricNames.ENCODE, "Encoding the files of a micro-batch", MetricBuckets.STEPS);
    commit =
        timer(MetricNames.COMMIT, "One transaction of answers and offsets", MetricBuckets.STEPS);
    swap =
        timer(
            MetricNames.SWAP,
            "From the first look at a release to drawing with it",
            MetricBuckets.FRESHNESS);
    freshness =
        timer(
            MetricNames.FRESHNESS,
            "From a pair's arrival to an image of who learned it",
            MetricBuckets.FRESHNESS);
    aborts = counter(MetricNames.ABORTS, "Times that everything was dropped and read again");
    images = counter(MetricNames.IMAGES, "Images answered");
    cutCaptions =
        counter(MetricNames.CUT_CAPTIONS, "Images of captions longer than the model reads");
    for (FailureCode code : FailureCode.values()) {
      failures.put(
          code,
          counter(MetricNames.FAILURES, "Typed failures answered", MetricNames.CODE, code.name()));
    }
    deadLetters = counter(MetricNames.DEAD_LETTERS, "Records that could not be decoded");
    swaps = counter(MetricNames.SWAPS, "Checkpoints swapped in, the first included");
    refusedWeights =
        counter(MetricNames.REFUSALS, "Releases refused", MetricNames.FAULT, "weights");
    refusedHere = counter(MetricNames.REFUSALS, "Releases refused", MetricNames.FAULT, "worker");
    gauge(MetricNames.HELD, "Requests held and not yet drawn", now -> waiting.get().held());
    gauge(MetricNames.UNREAD, "Requests not fetched yet", now -> waiting.get().unread());
    age(
        MetricNames.HELD_AGE,
        "Age of the oldest request not answered",
        () -> waiting.get().oldestHeld());
    age(
        MetricNames.UNREAD_AGE,
        "Age of the oldest request not fetched",
        () -> waiting.get().oldestUnread());
    age(MetricNames.CHECKPOINT_AGE, "How long the checkpoint has been drawing", servingSince::get);
  }

  /** What Kafka's client says of itself, as {@code kafka.consumer.*}, until this is closed. */
  public KafkaClientMetrics of(Consumer<?, ?> consumer) {
    KafkaClientMetrics client = new KafkaClientMetrics(consumer);
    client.bindTo(registry);
    return client;
  }

  /**
   * A micro-batch was drawn and encoded.
   *
   * @param cost of all its images, in drawn pixels
   */
  public void drawn(
      int imagesInBatch, double cost, Duration reading, Duration drawing, Duration encoding) {
    batchImages.record(imagesInBatch);
    batchCost.record(cost);
    text.record(reading);
    draw.record(drawing);
    encode.record(encoding);
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

  /** Everything was dropped, to be read again. */
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

  /** A checkpoint was swapped in, so long after its release was first looked at. */
  public void swapped(Duration took) {
    swaps.increment();
    swap.record(took);
  }

  /** From now on another checkpoint draws for the worker's own channel. */
  public void servesAnew() {
    servingSince.set(Optional.of(clock.instant()));
  }

  /**
   * A release was refused.
   *
   * @param byWeights whether the weights themselves are at fault
   */
  public void refused(boolean byWeights) {
    (byWeights ? refusedWeights : refusedHere).increment();
  }

  /** What waits now. */
  public void waiting(Waiting now) {
    waiting.set(now);
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

  private Timer timer(String name, String help, Duration[] buckets) {
    return Timer.builder(name).description(help).serviceLevelObjectives(buckets).register(registry);
  }

  private Counter counter(String name, String help, String... label) {
    return Counter.builder(name).description(help).tags(label).register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<Clock> value) {
    Gauge.builder(name, clock, value).description(help).register(registry);
  }

  private void age(String name, String help, Supplier<Optional<Instant>> since) {
    Gauge.builder(name, clock, now -> secondsSince(since.get()))
        .description(help)
        .baseUnit("seconds")
        .register(registry);
  }

  private double secondsSince(Optional<Instant> since) {
    return since
        .map(begin -> Math.max(0, Duration.between(begin, clock.instant()).toMillis() / MILLIS))
        .orElse(0.0);
  }
}

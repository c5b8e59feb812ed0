package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.generate.GatewayAnswer;
import dev.xmcgan.cli.generate.GatewayClient;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.ChunkPlace;
import dev.xmcgan.transport.freshness.FreshnessTracker;
import dev.xmcgan.transport.freshness.ServedPairs;
import dev.xmcgan.transport.log.CompactedTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Pairs in, images out, at steady rates; measured where a user stands, at the answer of the HTTP
 * call. Images are asked for one after the other, on one thread.
 */
final class FreshnessRun implements AutoCloseable {
  private static final Duration LONGEST_REST = Duration.ofMinutes(3);
  private static final Duration REST_BEFORE_CHECKPOINT = Duration.ofSeconds(20);
  private static final double NANOS = 1e9;
  private static final double BYTES_OF_A_GB = 1e9;
  private static final double MILLIS_OF_AN_HOUR = 3.6e6;

  private final PairTrickle pairs;
  private final GatewayClient gateway;
  private final CompactedTopic<Checkpoint> checkpoints;
  private final CompactedTopic<WorkerStatus> workers;
  private final FreshnessTracker firstServed;
  private final FigureOutput out;

  /**
   * Bytes of checkpoints by where they lie on checkpoint-chunks; those written anew count again.
   */
  private final Map<String, Long> written = new ConcurrentHashMap<>();

  private final List<Duration> waits = new ArrayList<>();
  private String newestDrew = "";
  private long served;
  private long releases;
  private long images;
  private double writtenGbPerHour;

  /**
   * What was measured.
   *
   * @param writtenGbPerHour checkpoints, while pairs came
   * @param waits of the pairs, or of an even sample of each release's, shortest first
   */
  record Totals(
      long sent,
      long served,
      long releases,
      long images,
      double writtenGbPerHour,
      List<Duration> waits) {
    double quantileSeconds(double share) {
      return ServedPairs.quantile(waits, share).toMillis() / 1e3;
    }
  }

  FreshnessRun(OwnStack stack, FigureOutput out) {
    KafkaSettings kafka = stack.kafka();
    this.pairs = new PairTrickle(kafka, System.nanoTime());
    this.gateway = new GatewayClient(stack.gateway());
    this.checkpoints = new CompactedTopic<>(kafka, Topic.CHECKPOINTS, Checkpoint.class);
    this.workers = new CompactedTopic<>(kafka, Topic.WORKER_STATUS, WorkerStatus.class);
    this.firstServed = new FreshnessTracker(checkpoints::get);
    this.out = out;
    checkpoints.onChange((id, checkpoint) -> checkpoint.getFiles().forEach(this::note));
    checkpoints.start();
    workers.start();
  }

  /** Runs; returns when what was learned is served. */
  void run(Duration length, double pairRate, double requestRate) throws InterruptedException {
    draw(); // what serves before any pair came
    long before = writtenBytes();
    ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
    try {
      ScheduledFuture<?> sending =
          trickle.scheduleAtFixedRate(
              pairs::send, 0, (long) (NANOS / pairRate), TimeUnit.NANOSECONDS);
      drawUntil(Instant.now().plus(length), requestRate);
      requireAlive(sending);
      writtenGbPerHour =
          (writtenBytes() - before) / BYTES_OF_A_GB / (length.toMillis() / MILLIS_OF_AN_HOUR);
      trickle.shutdownNow();
      trickle.awaitTermination(1, TimeUnit.MINUTES);
      pairs.flush();
      drawUntilAllIsServed(requestRate);
    } finally {
      trickle.shutdownNow();
    }
  }

  Totals totals() {
    return new Totals(
        pairs.sent(), served, releases, images, writtenGbPerHour, waits.stream().sorted().toList());
  }

  @Override
  public void close() {
    pairs.close();
    checkpoints.close();
    workers.close();
  }

  private void note(CheckpointFile file) {
    written.putIfAbsent(ChunkPlace.of(file).toString(), file.getSizeBytes());
  }

  private long writtenBytes() {
    return written.values().stream().mapToLong(Long::longValue).sum();
  }

  private void drawUntil(Instant end, double rate) throws InterruptedException {
    long gap = (long) (NANOS / rate);
    while (Instant.now().isBefore(end)) {
      long start = System.nanoTime();
      draw();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, gap - (System.nanoTime() - start)));
    }
  }

  /** The trainer may rest for a while before it publishes the last that it learned. */
  private void drawUntilAllIsServed(double rate) throws InterruptedException {
    Instant patience = Instant.now().plus(LONGEST_REST);
    Instant since = Instant.now();
    while (Instant.now().isBefore(patience)
        && Duration.between(since, Instant.now()).compareTo(REST_BEFORE_CHECKPOINT) < 0) {
      drawUntil(Instant.now().plusMillis(1), rate);
      if (!everythingIsServed()) {
        since = Instant.now();
      }
    }
  }

  private void draw() throws InterruptedException {
    GatewayAnswer drawn =
        gateway.draw(
            Map.of(
                "prompt",
                "a large red circle above a small blue square",
                "seed",
                images,
                "response_format",
                "b64_json"));
    images++;
    newestDrew = drawn.images().get(0).checkpoint();
    firstServed.drew(newestDrew, Instant.now()).ifPresent(this::add);
  }

  private void add(ServedPairs first) {
    waits.addAll(first.waits());
    served += first.count();
    releases++;
    out.print(
        new FigureLine("release")
            .with("pairs", first.count())
            .with("median_s", first.median().toMillis() / 1e3)
            .with("p90_s", first.quantile(0.9).toMillis() / 1e3));
  }

  /** The trainer has nothing left to learn, and its newest checkpoint draws. */
  private boolean everythingIsServed() {
    return workers.all().values().stream()
        .filter(worker -> worker.getRole() == WorkerRole.TRAINER)
        .anyMatch(
            trainer ->
                trainer.getState() == WorkerState.WAITING_FOR_PAIRS
                    && newestDrew.equals(trainer.getCheckpointId()));
  }

  /** A trickle that ran dry would measure nothing. */
  private static void requireAlive(ScheduledFuture<?> sending) throws InterruptedException {
    if (sending.isDone()) {
      try {
        sending.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("pairs could not be sent", e.getCause());
      }
    }
  }
}

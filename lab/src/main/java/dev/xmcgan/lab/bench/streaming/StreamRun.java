package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A trainer on a filled window and a bare one beside it, which run in turns. */
final class StreamRun implements AutoCloseable {
  private static final Duration STREAMED = Duration.ofSeconds(15);

  // held for longer than its session of 6 s, the trainer would lose its place in the group
  private static final Duration BARE = Duration.ofSeconds(4);

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final double FILLED = 0.9;
  private static final long SEED = 1;

  private final OwnStack stack;
  private final BareRun bareTraining;
  private final CompactedTopic<TrainingMetrics> metrics;
  private final CompactedTopic<Checkpoint> checkpoints;
  private final InterleavedRuns streamed;
  private final long checkpointsBefore;

  private StreamRun(
      OwnStack stack,
      BareRun bareTraining,
      CompactedTopic<TrainingMetrics> metrics,
      CompactedTopic<Checkpoint> checkpoints,
      InterleavedRuns streamed) {
    this.stack = stack;
    this.bareTraining = bareTraining;
    this.metrics = metrics;
    this.checkpoints = checkpoints;
    this.streamed = streamed;
    this.checkpointsBefore = checkpoints.all().size();
  }

  /** Returns when the window is filled and both are warm and held. */
  static StreamRun start(int pairs, int threads) throws IOException, InterruptedException {
    // what is not closed here when something fails ends with the process
    OwnStack stack = OwnStack.up(environment(threads));
    KafkaSettings kafka = stack.kafka();
    var metrics = new CompactedTopic<>(kafka, Topic.TRAINING_METRICS, TrainingMetrics.class);
    var checkpoints = new CompactedTopic<>(kafka, Topic.CHECKPOINTS, Checkpoint.class);
    InterleavedRuns streamed = new InterleavedRuns(stack.process(ServiceNames.TRAINER));
    metrics.onChange((id, told) -> streamed.told(told.getPairsSeen(), told.getMeasuredAt()));
    metrics.start();
    checkpoints.start();
    fill(kafka, pairs, metrics);
    BareRun bare = BareRun.training(pairs, threads, SEED);
    Thread.sleep(WARM_UP.toMillis());
    bare.turns().hold();
    Thread.sleep(WARM_UP.toMillis());
    return new StreamRun(stack, bare, metrics, checkpoints, streamed);
  }

  /**
   * Both have a turn. The trainer is held only while the bare one runs, and goes on in between as
   * it would without this benchmark.
   */
  void round() throws IOException, InterruptedException {
    streamed.turn(STREAMED);
    bareTraining.turns().turn(BARE);
  }

  InterleavedRuns.Pace streamed() {
    return streamed.pace();
  }

  InterleavedRuns.Pace bare() {
    return bareTraining.turns().pace();
  }

  long windowPairs() {
    return newest(metrics);
  }

  /** Checkpoints that the trainer published meanwhile. */
  long checkpoints() {
    return checkpoints.all().size() - checkpointsBefore;
  }

  @Override
  public void close() throws IOException {
    try (stack) {
      // a process that is held cannot be told to stop
      streamed.resume();
      bareTraining.close();
      metrics.close();
      checkpoints.close();
    }
  }

  private static Map<String, String> environment(int threads) {
    // its clock goes on while it is held: a longer interval makes one for each minute of training
    Duration interval = CHECKPOINT_INTERVAL.plus(CHECKPOINT_INTERVAL.multipliedBy(2).dividedBy(5));
    return Map.of(
        "XMCGAN_TRAINER_CONTINUOUS", "true",
        "XMCGAN_TRAINER_THREADS", Integer.toString(threads),
        "XMCGAN_TRAINER_CHECKPOINT_INTERVAL", interval.toString());
  }

  /** Sends pairs and waits until all are curated and read. */
  private static void fill(KafkaSettings kafka, int pairs, CompactedTopic<TrainingMetrics> metrics)
      throws InterruptedException {
    try (PairTrickle trickle = new PairTrickle(kafka, SEED)) {
      for (int i = 0; i < pairs; i++) {
        trickle.send();
      }
      trickle.flush();
    }
    // some are held out, so the end shows in that no more come
    long before = -1;
    while (newest(metrics) < pairs * FILLED || newest(metrics) != before) {
      before = newest(metrics);
      Thread.sleep(WARM_UP.toMillis() / 2);
    }
  }

  private static long newest(CompactedTopic<TrainingMetrics> metrics) {
    return metrics.all().values().stream()
        .mapToLong(TrainingMetrics::getWindowPairs)
        .max()
        .orElse(0);
  }
}

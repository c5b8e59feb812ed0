package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A training loop on a thread of its own, with settings quick enough for tests. */
final class TestTrainer implements AutoCloseable {
  final StatusBoard board;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StatusPublisher reporter;
  private final TrainerLoop loop;
  private final Thread thread;
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  TestTrainer(KafkaSettings kafka, TrainerSettings settings, LearnerSource learners) {
    AvroSerdes serdes = new AvroSerdes(kafka);
    Clock clock = Clock.systemUTC();
    board = new StatusBoard(settings.id(), settings.config().channel(), clock);
    reporter = new StatusPublisher(kafka, serdes, board, settings.id(), Duration.ofMillis(300));
    reporter.start();
    loop =
        new TrainerLoop(
            settings, kafka, serdes, learners, reporter, board, new TrainerMeters(meters), clock);
    thread =
        new Thread(
            () -> {
              try {
                loop.run();
                end.complete(Optional.empty());
              } catch (Throwable e) {
                end.complete(Optional.of(e));
              }
            },
            settings.id());
    thread.start();
  }

  /** A step for each pair, a checkpoint at every rest, which holds the state of training. */
  static TrainerSettings settings(String trainerId, Path directory) {
    return settings(trainerId, directory, Map.of());
  }

  /** The same, but for these keys. */
  static TrainerSettings settings(String trainerId, Path directory, Map<String, String> others) {
    Map<String, String> keys = new HashMap<>();
    keys.put("gate.enabled", "false");
    keys.put("seed", "7");
    keys.put("window-pairs", "1000");
    keys.put("steps-per-pair", "1");
    keys.put("small-stream", "0");
    keys.put("fresh-patience", "200ms");
    keys.put("hard-negatives.group-size", "1");
    keys.put("rehearsal.share", "0");
    keys.put("rehearsal.captions", "0");
    keys.put("checkpoint-interval", "1s");
    keys.put("state-interval", "0s");
    keys.put("metrics-interval", "100ms");
    keys.put("keep-checkpoints", "100");
    keys.putAll(others);
    return Keys.trainer(trainerId, directory, keys);
  }

  WorkerState state() {
    return board.state();
  }

  boolean isRunning() {
    return !end.isDone();
  }

  /** What ended it, once it ends. */
  Optional<Throwable> end() throws Exception {
    return end.get(60, TimeUnit.SECONDS);
  }

  /** What ended it, however long that takes. */
  Optional<Throwable> endWhenever() throws Exception {
    return end.get();
  }

  /** Time the training thread has spent on a processor. */
  Duration processorTime() {
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
  }

  /** As SIGTERM does. */
  Optional<Throwable> stop() throws Exception {
    loop.stop();
    return end();
  }

  @Override
  public void close() throws Exception {
    stop();
    reporter.close();
  }
}

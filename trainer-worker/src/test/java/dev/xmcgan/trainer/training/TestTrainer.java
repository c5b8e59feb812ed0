package dev.xmcgan.trainer.training;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.cleanup.RetentionSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.rehearsal.RehearsalSettings;
import dev.xmcgan.trainer.replay.PaceSettings;
import dev.xmcgan.trainer.replay.WindowLimits;
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

  TestTrainer(KafkaSettings kafka, LoopSettings settings, LearnerSource learners) {
    AvroSerdes serdes = new AvroSerdes(kafka);
    Clock clock = Clock.systemUTC();
    board = new StatusBoard(settings.trainerId(), clock);
    reporter =
        new StatusPublisher(kafka, serdes, board, settings.trainerId(), Duration.ofMillis(300));
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
            settings.trainerId());
    thread.start();
  }

  /** A step for each pair, a checkpoint at every rest. */
  static LoopSettings settings(String trainerId, Path directory) {
    return new LoopSettings(
        trainerId,
        "stable",
        true,
        7,
        WindowLimits.ofPairs(1000),
        new PaceSettings(1, false, 0.25, Duration.ofMillis(200)),
        model -> HardNegatives.none(),
        RehearsalSettings.none(),
        Duration.ofSeconds(3),
        Duration.ofMillis(100),
        Duration.ofMillis(50),
        RetentionSettings.keeping(100),
        directory);
  }

  /** The same without releases. */
  static LoopSettings withoutRelease(LoopSettings settings) {
    return changed(
        settings, false, settings.pace(), settings.checkpointInterval(), settings.retention());
  }

  /** The same with checkpoints only at the end. */
  static LoopSettings withoutCheckpoints(LoopSettings settings) {
    return changed(
        settings,
        settings.autoRelease(),
        settings.pace(),
        Duration.ofHours(1),
        settings.retention());
  }

  /** The same with another idea of what is kept. */
  static LoopSettings retaining(LoopSettings settings, RetentionSettings retention) {
    return changed(
        settings,
        settings.autoRelease(),
        settings.pace(),
        settings.checkpointInterval(),
        retention);
  }

  /** The same, but rehearsing. */
  static LoopSettings rehearsing(LoopSettings settings, RehearsalSettings rehearsal) {
    return new LoopSettings(
        settings.trainerId(),
        settings.channel(),
        settings.autoRelease(),
        settings.seed(),
        settings.window(),
        settings.pace(),
        settings.hardNegatives(),
        rehearsal,
        settings.checkpointInterval(),
        settings.metricsInterval(),
        settings.pauseAfterFailure(),
        settings.retention(),
        settings.directory());
  }

  /** The same, but training never rests. */
  static LoopSettings continuous(LoopSettings settings) {
    PaceSettings pace = settings.pace();
    return changed(
        settings,
        settings.autoRelease(),
        new PaceSettings(pace.stepsPerPair(), true, pace.freshShare(), pace.freshPatience()),
        settings.checkpointInterval(),
        settings.retention());
  }

  private static LoopSettings changed(
      LoopSettings settings,
      boolean autoRelease,
      PaceSettings pace,
      Duration checkpointInterval,
      RetentionSettings retention) {
    return new LoopSettings(
        settings.trainerId(),
        settings.channel(),
        autoRelease,
        settings.seed(),
        settings.window(),
        pace,
        settings.hardNegatives(),
        settings.rehearsal(),
        checkpointInterval,
        settings.metricsInterval(),
        settings.pauseAfterFailure(),
        retention,
        settings.directory());
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

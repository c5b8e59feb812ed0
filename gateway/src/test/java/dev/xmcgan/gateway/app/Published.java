package dev.xmcgan.gateway.app;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.Records;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What other services would publish. */
final class Published {
  static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  private Published() {}

  static void release(Records records, String channel, String checkpoint) {
    records.send(
        Topic.RELEASES,
        channel,
        Release.newBuilder()
            .setChannel(channel)
            .setCheckpointId(checkpoint)
            .setReleasedBy("test")
            .setReason("for the test")
            .setReleasedAt(THEN)
            .build());
  }

  static void checkpoint(Records records, String id, long step) {
    checkpoint(records, id, step, List.of());
  }

  static void checkpoint(Records records, String id, long step, List<CheckpointFile> files) {
    records.send(
        Topic.CHECKPOINTS,
        id,
        Checkpoint.newBuilder()
            .setCheckpointId(id)
            .setTrainerId("trainer-1")
            .setStep(step)
            .setPairsSeen(step * 16)
            .setModelConfig("{\"name\": \"starter-64\", \"imageSize\": 64}")
            .setTextEncoder("bert")
            .setFiles(files)
            .setCreatedAt(THEN)
            .build());
  }

  static void worker(Records records, String id, WorkerState state) {
    records.send(Topic.WORKER_STATUS, id, status(id, state).build());
  }

  static void worker(Records records, String id, Freshness freshness) {
    records.send(
        Topic.WORKER_STATUS, id, status(id, WorkerState.SERVING).setFreshness(freshness).build());
  }

  /** One that the page shows, for it was heard of just now. */
  static void liveWorker(Records records, String id, WorkerState state, String detail) {
    records.send(
        Topic.WORKER_STATUS,
        id,
        status(id, state)
            .setDetail(detail)
            .setUpdatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }

  static WorkerStatus.Builder status(String id, WorkerState state) {
    return WorkerStatus.newBuilder()
        .setWorkerId(id)
        .setRole(WorkerRole.GENERATOR)
        .setState(state)
        .setCheckpointId(FakeWorker.CHECKPOINT)
        .setImagesDrawn(3)
        .setStartedAt(THEN)
        .setUpdatedAt(THEN);
  }

  static void metrics(Records records, String trainer, long step) {
    records.send(Topic.TRAINING_METRICS, trainer, metrics(trainer, step).build());
  }

  static TrainingMetrics.Builder metrics(String trainer, long step) {
    return TrainingMetrics.newBuilder()
        .setTrainerId(trainer)
        .setStep(step)
        .setPairsSeen(step * 16)
        .setWindowPairs(100)
        .setStepsPerSecond(1.5)
        .setScalars(Map.of("d_loss", 1.25))
        .setMeasuredAt(THEN);
  }
}

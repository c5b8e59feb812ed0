package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is known about checkpoints and releases, put together for a test. */
final class Book {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private final Map<String, Release> releases = new HashMap<>();
  private final Map<String, Evaluation> evaluations = new HashMap<>();

  ReleaseSnapshot book() {
    return new ReleaseSnapshot(checkpoints, releases, evaluations);
  }

  Book trained(String id, long step) {
    return checkpoint(id, "trainer", step, "generator.safetensors", "trainer.safetensors");
  }

  Book checkpoint(String id, String trainerId, long step, String... files) {
    checkpoints.put(
        id,
        Checkpoint.newBuilder()
            .setCheckpointId(id)
            .setTrainerId(trainerId)
            .setStep(step)
            .setPairsSeen(step)
            .setModelConfig("{}")
            .setTextEncoder("bert")
            .setFiles(Stream.of(files).map(Book::file).toList())
            .setCreatedAt(NOW.plusSeconds(step))
            .build());
    return this;
  }

  /** As the training of a channel makes one. */
  Book trainedFor(String channel, String id, long step) {
    trained(id, step);
    checkpoints.put(id, Checkpoint.newBuilder(checkpoints.get(id)).setChannel(channel).build());
    return this;
  }

  /** As training goes on from another; the generator's weights have a name. */
  Book came(String id, String parent, long step, String weights, String... files) {
    checkpoint(id, "trainer", step, files);
    Checkpoint made = checkpoints.get(id);
    checkpoints.put(
        id,
        Checkpoint.newBuilder(made)
            .setParentId(parent)
            .setFiles(made.getFiles().stream().map(file -> named(file, weights)).toList())
            .build());
    return this;
  }

  Book serves(String id) {
    return serves(release(id).build());
  }

  Book serves(Release release) {
    releases.put(release.getChannel(), release);
    return this;
  }

  static Release.Builder release(String id) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(id)
        .setReleasedBy("somebody")
        .setReason("test")
        .setReleasedAt(NOW);
  }

  Book judged(String id, Verdict verdict) {
    evaluations.put(
        id,
        Evaluation.newBuilder()
            .setCheckpointId(id)
            .setVerdict(verdict)
            .setReasons(List.of(verdict + " it was"))
            .setDecidedBy("trainer")
            .setDecidedAt(NOW)
            .build());
    return this;
  }

  /** A generator worker that serves something, a second after {@link #NOW}. */
  static WorkerStatus.Builder worker(String id) {
    return WorkerStatus.newBuilder()
        .setWorkerId(id)
        .setRole(WorkerRole.GENERATOR)
        .setState(WorkerState.SERVING)
        .setStartedAt(NOW)
        .setUpdatedAt(NOW.plusSeconds(1));
  }

  private static CheckpointFile named(CheckpointFile file, String weights) {
    return file.getName().equals("generator.safetensors")
        ? CheckpointFile.newBuilder(file).setSha256(weights).build()
        : file;
  }

  private static CheckpointFile file(String name) {
    return CheckpointFile.newBuilder()
        .setName(name)
        .setSizeBytes(0)
        .setSha256("")
        .setPartition(0)
        .setOffsets(List.of())
        .build();
  }
}

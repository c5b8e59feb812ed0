package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Saves a learner and publishes it: weights, the state of training, the release and the consumed
 * offsets in one transaction. What lies on disk in between is removed either way.
 */
public final class CheckpointWriter {
  private final CheckpointPublisher publisher;
  private final Path workDirectory;
  private final Identity identity;
  private final Clock clock;

  /**
   * Under whose name checkpoints go out.
   *
   * @param channel what is released at once; empty when somebody else decides on releases
   */
  public record Identity(String trainerId, String textEncoder, Optional<String> channel) {}

  public CheckpointWriter(
      CheckpointPublisher publisher, Path workDirectory, Identity identity, Clock clock) {
    this.publisher = publisher;
    this.workDirectory = workDirectory;
    this.identity = identity;
    this.clock = clock;
  }

  /**
   * Publishes the learner as it is.
   *
   * @param parent what it went on from
   * @param newPairs learned for the first time since then
   * @throws IOException when the files cannot be written; transactions fail as {@link
   *     CheckpointPublisher#publish} says
   */
  public Checkpoint publish(
      Learner learner,
      Optional<String> parent,
      ReplayProgress progress,
      NewPairs newPairs,
      Consumed consumed)
      throws IOException {
    deleteAll(workDirectory);
    Files.createDirectories(workDirectory);
    try {
      learner.save(workDirectory);
      progress.write(workDirectory);
      Instant now = clock.instant();
      String id = CheckpointNames.of(learner.stepCount(), now, workDirectory);
      var origin =
          new CheckpointOrigin(
              id,
              parent.orElse(null),
              identity.trainerId(),
              learner.stepCount(),
              learner.pairsSeen(),
              identity.textEncoder(),
              Optional.of(newPairs));
      List<Release> releases =
          identity.channel().map(channel -> release(channel, id, learner, now)).stream().toList();
      return publisher.publish(workDirectory, origin, releases, consumed);
    } finally {
      deleteAll(workDirectory);
    }
  }

  private Release release(String channel, String checkpointId, Learner learner, Instant now) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpointId)
        .setReleasedBy(identity.trainerId())
        .setReason("training reached step " + learner.stepCount())
        .setReleasedAt(now.truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

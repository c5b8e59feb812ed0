package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Saves a learner and publishes it: weights, the state of training and the consumed offsets in one
 * transaction. What lies on disk in between is removed either way.
 */
public final class CheckpointWriter {
  private final CheckpointPublisher publisher;
  private final Path workDirectory;
  private final Identity identity;
  private final Clock clock;

  /** Under whose name checkpoints go out. */
  public record Identity(String trainerId, String textEncoder) {}

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
   * @param captions of what was learned until now
   * @param newPairs learned for the first time since then
   * @throws IOException when the files cannot be written; transactions fail as {@link
   *     CheckpointPublisher#publish} says
   */
  public Checkpoint publish(
      Learner learner,
      Optional<String> parent,
      ReplayProgress progress,
      CaptionReservoir captions,
      NewPairs newPairs,
      Consumed consumed)
      throws IOException {
    deleteAll(workDirectory);
    Files.createDirectories(workDirectory);
    try {
      learner.save(workDirectory);
      progress.write(workDirectory);
      captions.write(workDirectory);
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
      return publisher.publish(workDirectory, origin, List.of(), consumed);
    } finally {
      deleteAll(workDirectory);
    }
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

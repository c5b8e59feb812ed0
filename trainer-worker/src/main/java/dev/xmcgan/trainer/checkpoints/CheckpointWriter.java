package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.schemas.Release;
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
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Saves a learner and publishes it: weights, the state of training, the release and the consumed
 * offsets in one transaction. What lies on disk in between is removed either way.
 */
public final class CheckpointWriter {
  private final CheckpointPublisher publisher;
  private final Path workDirectory;
  private final Identity identity;
  private final Supplier<Optional<Release>> served;
  private final Clock clock;

  /**
   * Under whose name checkpoints go out.
   *
   * @param channel what is released at once; empty when somebody else decides on releases
   */
  public record Identity(String trainerId, String textEncoder, Optional<String> channel) {}

  /**
   * @param served what the channel serves; asked before a release, which leaves a pinned one alone
   */
  public CheckpointWriter(
      CheckpointPublisher publisher,
      Path workDirectory,
      Identity identity,
      Supplier<Optional<Release>> served,
      Clock clock) {
    this.publisher = publisher;
    this.workDirectory = workDirectory;
    this.identity = identity;
    this.served = served;
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
      return publisher.publish(workDirectory, origin, releases(id, learner, now), consumed);
    } finally {
      deleteAll(workDirectory);
    }
  }

  private List<Release> releases(String checkpointId, Learner learner, Instant now) {
    if (identity.channel().isEmpty()) {
      return List.of();
    }
    Optional<Release> before = served.get();
    return before.map(Release::getPinned).orElse(false)
        ? List.of()
        : List.of(release(identity.channel().get(), checkpointId, before, learner, now));
  }

  private Release release(
      String channel, String checkpointId, Optional<Release> before, Learner learner, Instant now) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpointId)
        .setReleasedBy(identity.trainerId())
        .setReason("training reached step " + learner.stepCount())
        .setReleasedAt(now.truncatedTo(ChronoUnit.MILLIS))
        .setPreviousCheckpointId(before.map(Release::getCheckpointId).orElse(null))
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

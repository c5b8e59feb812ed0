package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.model.config.Precision;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.LearnedStep;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.schemas.TrainingPlace;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.WindowPlace;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Saves a learner and publishes it: weights, now and then the state of training, and the consumed
 * offsets in one transaction. What lies on disk in between is removed either way.
 */
public final class CheckpointWriter {
  private static final int PAIRS_OF_A_RECORD = 200_000;

  private final CheckpointPublisher publisher;
  private final Path workDirectory;
  private final Identity identity;
  private final Precision precision;
  private final Clock clock;

  /**
   * Under whose name checkpoints go out.
   *
   * @param sources whose pairs are learned; empty = all
   */
  public record Identity(
      String trainerId, String textEncoder, String channel, Optional<Set<String>> sources) {}

  /**
   * @param precision of weights that training does not go on from exactly
   */
  public CheckpointWriter(
      CheckpointPublisher publisher,
      Path workDirectory,
      Identity identity,
      Precision precision,
      Clock clock) {
    this.precision = precision;
    this.publisher = publisher;
    this.workDirectory = workDirectory;
    this.identity = identity;
    this.clock = clock;
  }

  /**
   * Publishes the learner as it is.
   *
   * @param withState whether training can go on exactly from it; else its networks alone, to be
   *     judged and served
   * @param parent what it went on from
   * @param captions of what was learned until now
   * @param newPairs learned for the first time since then
   * @param learned the steps that trained the generator on pairs for the first time since then
   * @throws IOException when the files cannot be written; transactions fail as {@link
   *     CheckpointPublisher#publish} says
   */
  public Checkpoint publish(
      Learner learner,
      boolean withState,
      Optional<String> parent,
      ReplayProgress progress,
      CaptionReservoir captions,
      NewPairs newPairs,
      List<LearnedStep> learned,
      Consumed consumed)
      throws IOException {
    deleteAll(workDirectory);
    Files.createDirectories(workDirectory);
    try {
      if (withState) {
        learner.save(workDirectory, precision);
        progress.write(workDirectory);
      } else {
        learner.saveNetworks(workDirectory, precision);
      }
      captions.write(workDirectory);
      Instant now = clock.instant();
      String id = id(learner.stepCount(), now, parent);
      var origin =
          new CheckpointOrigin(
              id,
              parent.orElse(null),
              identity.trainerId(),
              learner.stepCount(),
              learner.pairsSeen(),
              identity.textEncoder(),
              Optional.of(newPairs),
              Optional.of(identity.channel()),
              progress.anchor().filter(anchor -> withState));
      return publisher.publish(
          workDirectory, origin, List.of(), learnedPairs(origin, progress, learned, now), consumed);
    } finally {
      deleteAll(workDirectory);
    }
  }

  /** Two of one step, the second to hold the state, may come in the same second. */
  private String id(long step, Instant now, Optional<String> parent) throws IOException {
    String id = CheckpointNames.of(step, now, workDirectory, identity.channel());
    return parent.equals(Optional.of(id))
        ? CheckpointNames.of(step, now.plusSeconds(1), workDirectory, identity.channel())
        : id;
  }

  /** In records that are far from the largest that Kafka takes. */
  private List<LearnedPairs> learnedPairs(
      CheckpointOrigin origin, ReplayProgress progress, List<LearnedStep> learned, Instant now) {
    LogPlace place = progress.place().orElseThrow();
    List<TrainingPlace> places =
        place.next().entrySet().stream()
            .map(next -> trainingPlace(next.getKey(), next.getValue(), place.window()))
            .toList();
    List<LearnedPairs> records = new ArrayList<>();
    int from = 0;
    do {
      int to = from;
      long pairs = 0;
      while (to < learned.size() && pairs < PAIRS_OF_A_RECORD) {
        pairs += learned.get(to++).getOffsets().size();
      }
      records.add(
          LearnedPairs.newBuilder()
              .setCheckpointId(origin.checkpointId())
              .setParentId(origin.parentId())
              .setStep(origin.step())
              .setTopicId(place.topicId())
              .setPlaces(places)
              .setSteps(learned.subList(from, to))
              .setChannel(identity.channel())
              .setSources(identity.sources().map(List::copyOf).orElse(null))
              .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
              .build());
      from = to;
    } while (from < learned.size());
    return records;
  }

  private static TrainingPlace trainingPlace(int partition, long next, WindowPlace window) {
    return new TrainingPlace(partition, window.first().getOrDefault(partition, next), next);
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

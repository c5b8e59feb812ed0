package dev.xmcgan.trainer.app;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large curated images are to be: from configuration, or else from what channels serve and
 * train. Then it is followed, and grows with a channel that comes later; it shrinks with the next
 * process at the earliest. Closing ends that.
 */
final class CuratedSize implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CuratedSize.class);

  private final CheckpointBoard checkpoints;
  private final ReleaseStore followed;
  private final OptionalInt configured;
  private final int edge;
  private int largest;

  /**
   * Reads how large they are to be as of now. Waits for Kafka.
   *
   * @param stopping ends the reading of checkpoints early
   * @throws IllegalArgumentException when what is configured is too small for this channel's model
   */
  CuratedSize(
      TrainerSettings settings, KafkaSettings kafka, AvroSerdes serdes, BooleanSupplier stopping)
      throws InterruptedException {
    checkpoints = new CheckpointBoard(kafka, serdes, settings.config().channel(), settings.id());
    followed = new ReleaseStore(kafka, serdes);
    configured = settings.config().imageSize();
    int own =
        checkpoints.starts(stopping).checkpoints().stream()
            .findFirst()
            .map(CuratedSize::of)
            .orElse(settings.preset().imageSize());
    // others do not count where it is configured
    edge =
        CurationRules.imageSize(
            configured,
            own,
            configured.isPresent() ? List.of() : needed(checkpoints.readAll(stopping)));
    largest = edge;
  }

  /** Edge in pixels, as it was first. */
  int edge() {
    return edge;
  }

  /**
   * Begins to follow.
   *
   * @param grown hears of each edge that is larger than all before, on a reading thread
   */
  void follow(IntConsumer grown) {
    if (configured.isEmpty()) {
      followed.onChange(() -> look(grown));
      followed.start();
    }
  }

  /** Topics are read on threads of their own: what comes out last must be the largest. */
  private synchronized void look(IntConsumer grown) {
    int now = CurationRules.imageSize(configured, largest, needed(followed.snapshot()));
    if (now > largest) {
      LOG.atWarn()
          .addKeyValue("before", largest)
          .addKeyValue("edge", now)
          .log("images are kept larger for another channel; those curated before stay as they are");
      largest = now;
      grown.accept(now);
    }
  }

  /** Edges of the images of models that a channel serves or trains. */
  private static Collection<Integer> needed(ReleaseSnapshot all) {
    Stream<Checkpoint> served =
        all.releases().values().stream()
            .flatMap(release -> all.checkpoint(release.getCheckpointId()).stream());
    Stream<Checkpoint> trained =
        all.checkpoints().values().stream().filter(each -> each.getChannel() != null);
    return Stream.concat(served, trained).flatMap(CuratedSize::ofOneThatCanBeRead).toList();
  }

  /** Nothing for a model that cannot be read: it is another channel's to refuse. */
  private static Stream<Integer> ofOneThatCanBeRead(Checkpoint checkpoint) {
    try {
      return Stream.of(of(checkpoint));
    } catch (IllegalArgumentException e) {
      LOG.atDebug()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .addKeyValue("reason", e.getMessage())
          .log("the size of a channel's model cannot be read");
      return Stream.empty();
    }
  }

  private static int of(Checkpoint checkpoint) {
    return ModelConfig.fromJson(checkpoint.getModelConfig()).imageSize();
  }

  @Override
  public void close() {
    followed.close();
  }
}

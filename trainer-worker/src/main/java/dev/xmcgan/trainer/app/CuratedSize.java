package dev.xmcgan.trainer.app;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how large curated images are to be: from configuration and what channels serve. */
record CuratedSize(TrainerSettings settings, KafkaSettings kafka, AvroSerdes serdes) {
  private static final Logger LOG = LoggerFactory.getLogger(CuratedSize.class);

  /**
   * Edge in pixels, as of now.
   *
   * @param stopping ends the reading of checkpoints early
   * @throws IllegalArgumentException when what is configured is too small for this channel's model
   */
  int edge(BooleanSupplier stopping) throws InterruptedException {
    CheckpointBoard checkpoints =
        new CheckpointBoard(kafka, serdes, settings.config().channel(), settings.id());
    int own =
        checkpoints.starts(stopping).checkpoints().stream()
            .findFirst()
            .map(CuratedSize::of)
            .orElse(settings.preset().imageSize());
    OptionalInt configured = settings.config().imageSize();
    List<Integer> others =
        configured.isPresent()
            ? List.of() // they do not count then
            : checkpoints.served(stopping).stream()
                .flatMap(CuratedSize::ofOneThatCanBeRead)
                .toList();
    return CurationRules.imageSize(configured, own, others);
  }

  /** Nothing for a model that cannot be read: it is another channel's to refuse. */
  private static Stream<Integer> ofOneThatCanBeRead(Checkpoint checkpoint) {
    try {
      return Stream.of(of(checkpoint));
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .addKeyValue("reason", e.getMessage())
          .log("the size of a channel's model cannot be read");
      return Stream.empty();
    }
  }

  private static int of(Checkpoint checkpoint) {
    return ModelConfig.fromJson(checkpoint.getModelConfig()).imageSize();
  }
}

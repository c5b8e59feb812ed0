package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Opens a gate; loads what it judges with. */
@FunctionalInterface
public interface GateOpener {
  /** The gate, the caller's to close. */
  Gate open() throws IOException;

  /** A gate on held-out pairs of training-pairs, with the built-in judge. */
  static GateOpener onKafka(
      GateSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      XmcGan networks,
      String trainerId,
      Clock clock) {
    return () -> {
      CheckpointFetcher fetcher = new CheckpointFetcher(kafka, settings.directory());
      Scorer scorer = HeldOutScorer.open(networks.turns(), settings.networks());
      return new Gate(
          settings,
          new SampledHeldOutPairs(
              kafka, serdes, trainerId + "-gate", settings.images(), settings.records()),
          new Anchors(
              fetcher,
              directory ->
                  Optional.of(CaptionMatch.load(directory, networks.encoder(), networks.where())),
              settings.images()),
          new CheckpointDrawing(fetcher, networks),
          scorer,
          new Findings(trainerId, clock),
          networks.turns());
    };
  }
}

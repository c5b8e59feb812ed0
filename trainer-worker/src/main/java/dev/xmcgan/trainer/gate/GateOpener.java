package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.trainer.config.GateConfig;
import dev.xmcgan.trainer.config.TrainerSettings;
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
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      XmcGan networks,
      Clock clock) {
    GateConfig gate = settings.config().gate();
    return () -> {
      CheckpointFetcher fetcher = new CheckpointFetcher(kafka, settings.directory("gate"));
      Scorer scorer = HeldOutScorer.open(networks.turns(), gate);
      return new Gate(
          gate,
          new SampledHeldOutPairs(
              kafka,
              serdes,
              settings.id() + "-gate",
              gate.images(),
              settings.config().windowPairs(),
              settings::learns),
          new Anchors(
              fetcher,
              directory ->
                  Optional.of(CaptionMatch.load(directory, networks.encoder(), networks.where())),
              gate.images()),
          new CheckpointDrawing(fetcher, networks),
          scorer,
          new Findings(settings.id(), clock),
          networks.turns());
    };
  }
}

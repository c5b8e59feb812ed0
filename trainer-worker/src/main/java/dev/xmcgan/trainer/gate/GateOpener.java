package dev.xmcgan.trainer.gate;

import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.time.Clock;

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
      Scorer scorer = HeldOutScorer.open(networks.turns());
      return new Gate(
          settings,
          new NewestHeldOutPairs(
              kafka, serdes, trainerId + "-gate", settings.images(), settings.heldOutShare()),
          new CheckpointDrawing(new CheckpointFetcher(kafka, settings.directory()), networks),
          scorer,
          new Findings(trainerId, clock));
    };
  }
}

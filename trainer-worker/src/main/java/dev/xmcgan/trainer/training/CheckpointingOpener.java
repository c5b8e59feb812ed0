package dev.xmcgan.trainer.training;

import dev.xmcgan.trainer.checkpoints.AutoRelease;
import dev.xmcgan.trainer.checkpoints.CheckpointWriter;
import dev.xmcgan.trainer.cleanup.CheckpointCleanup;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Makes what {@link Checkpointing} publishes, releases and cleans up with. */
record CheckpointingOpener(
    TrainerSettings settings, KafkaSettings kafka, AvroSerdes serdes, Clock clock) {
  private static final Duration RELEASE_WITHIN = Duration.ofSeconds(30);

  /**
   * @param textEncoder id of the text encoder that checkpoints belong to
   */
  CheckpointWriter writer(TransactionalProducer transactions, String textEncoder)
      throws IOException {
    return new CheckpointWriter(
        new CheckpointPublisher(kafka, serdes, transactions, clock),
        settings.directory("checkpoints", "outgoing"),
        new CheckpointWriter.Identity(
            settings.id(), textEncoder, settings.config().channel(), settings.config().sources()),
        settings.config().checkpointPrecision(),
        clock);
  }

  /** Empty where a gate judges, or somebody else releases. */
  Optional<AutoRelease> autoRelease(ReleaseStore releases) {
    return settings.releasesUnjudged()
        ? Optional.of(
            new AutoRelease(
                new ReleasePublisher(kafka, serdes, releases, RELEASE_WITHIN),
                settings.config().channel(),
                settings.id(),
                clock))
        : Optional.empty();
  }

  /** The caller's to close. */
  CheckpointCleanup cleanup(
      ReleaseStore releases, TransactionalProducer transactions, StatusBoard board) {
    return new CheckpointCleanup(
        kafka,
        serdes,
        releases,
        board::judged,
        transactions,
        settings.directory("checkpoints", "carried"),
        settings.id(),
        settings.retention());
  }
}

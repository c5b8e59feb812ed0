package dev.xmcgan.e2e;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A checkpoint and its release in one go, past the gate, as anybody may who can write to Kafka. */
final class ForcedRelease {
  private ForcedRelease() {}

  /** Publishes both. */
  static void of(RunningStack stack, String id, Path directory, String textEncoder)
      throws IOException {
    KafkaSettings kafka =
        new KafkaSettings(stack.bootstrapServers(), registry(stack), "", Map.of());
    Release release =
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(id)
            .setReleasedBy("somebody")
            .setReason("forced in")
            .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    try (TransactionalProducer transactions = new TransactionalProducer(kafka, "somebody")) {
      new CheckpointPublisher(kafka, new AvroSerdes(kafka), transactions, Clock.systemUTC())
          .publish(
              directory,
              new CheckpointOrigin(id, null, "somebody", 1, 1, textEncoder),
              List.of(release),
              Consumed.nothing());
    }
  }

  /** The registry's own address; the stack tells that of its Confluent-compatible API. */
  private static String registry(RunningStack stack) {
    return stack.registryUrl().replaceFirst("/apis/.*", "");
  }
}

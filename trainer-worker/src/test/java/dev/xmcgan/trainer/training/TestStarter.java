package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
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
import java.util.List;
import java.util.stream.IntStream;

/** Released weights that training begins from, as a fresh installation has them. */
final class TestStarter {
  static final String ID = "starter";

  /** What it can draw. */
  static final List<String> KNOWN = IntStream.range(0, 12).mapToObj(i -> "known " + i).toList();

  private TestStarter() {}

  /**
   * Publishes and releases it.
   *
   * @param files a checkpoint's; what it can draw is added
   * @param textEncoder that its captions were read by
   */
  static void publish(KafkaSettings kafka, Path files, String textEncoder) throws IOException {
    CaptionReservoir reservoir = new CaptionReservoir(100);
    KNOWN.forEach(caption -> reservoir.learned("pair of " + caption, caption));
    reservoir.write(files);
    AvroSerdes serdes = new AvroSerdes(kafka);
    try (TransactionalProducer transactions =
        new TransactionalProducer(kafka, ID, CheckpointPublisher.TRANSACTION_TIMEOUT)) {
      new CheckpointPublisher(kafka, serdes, transactions, Clock.systemUTC())
          .publish(
              files,
              new CheckpointOrigin(ID, null, ID, 0, 0, textEncoder),
              List.of(
                  Release.newBuilder()
                      .setChannel("stable")
                      .setCheckpointId(ID)
                      .setReleasedBy(ID)
                      .setReason("shipped")
                      .setReleasedAt(Instant.EPOCH)
                      .build()),
              Consumed.nothing());
    }
  }
}

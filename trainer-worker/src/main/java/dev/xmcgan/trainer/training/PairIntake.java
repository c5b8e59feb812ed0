package dev.xmcgan.trainer.training;

import dev.xmcgan.trainer.replay.TrainingPairReader;
import dev.xmcgan.trainer.replay.TrainingPairReader.Read;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads polled records of training-pairs into the {@link TrainingPool}; what cannot be read goes to
 * dead-letters.
 */
final class PairIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PairIntake.class);

  private final TrainingPairReader reader;
  private final TrainingPool stock;
  private final StatusPublisher reporter;
  private final TrainerMeters meters;

  PairIntake(
      TrainingPairReader reader,
      TrainingPool stock,
      StatusPublisher reporter,
      TrainerMeters meters) {
    this.reader = reader;
    this.stock = stock;
    this.reporter = reporter;
    this.meters = meters;
  }

  /**
   * Takes all of them.
   *
   * @param stopping ends a wait for the registry
   */
  void take(ConsumerRecords<String, byte[]> records, BooleanSupplier stopping) {
    for (ConsumerRecord<String, byte[]> record : records) {
      Read read = read(record, stopping);
      if (read instanceof Read.ToLearn toLearn) {
        stock.arrived(toLearn.pair());
        meters.cutCaptions(toLearn.cutCaptions());
      } else if (read instanceof Read.Gone gone) {
        stock.arrived(gone.pair());
      } else if (read instanceof Read.Unreadable unreadable) {
        LOG.atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .addKeyValue("reason", unreadable.reason())
            .log("a record is no training pair");
        reporter.deadLetter(record, unreadable.reason());
        meters.deadLettered();
      } else {
        throw new IllegalStateException("a record that is " + read);
      }
    }
  }

  /** Without the registry nothing can be said about a record; so wait. */
  private Read read(ConsumerRecord<String, byte[]> record, BooleanSupplier stopping) {
    while (true) {
      try {
        return reader.read(record);
      } catch (RegistryUnavailableException e) {
        if (stopping.getAsBoolean()) {
          throw e;
        }
        LOG.atInfo().addKeyValue("reason", e.getMessage()).log("waiting for the schema registry");
      }
    }
  }
}

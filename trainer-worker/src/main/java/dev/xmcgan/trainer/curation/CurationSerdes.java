package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How the stream reads and writes; handed in, so that the topology runs without a registry.
 *
 * @param pairs tolerant: what is no pair arrives as such
 */
public record CurationSerdes(
    Serde<Decoded<ImageTextPair>> pairs,
    Serde<TrainingPair> trainingPairs,
    Serde<RejectedPair> rejectedPairs,
    Serde<PairErasure> erasures,
    Serde<AuditEntry> audit) {

  /** Over the schema registry. */
  public static CurationSerdes of(AvroSerdes serdes) {
    return new CurationSerdes(
        serdes.tolerantSerde(ImageTextPair.class),
        serdes.serde(TrainingPair.class),
        serdes.serde(RejectedPair.class),
        serdes.serde(PairErasure.class),
        serdes.serde(AuditEntry.class));
  }

  /**
   * Training pairs on an internal topic, written under the schema of the public one: internal
   * topics leave no subjects in the registry.
   */
  Serde<TrainingPair> trainingPairsAsOn(String publicTopic) {
    return Serdes.serdeFrom(
        (topic, pair) -> trainingPairs.serializer().serialize(publicTopic, pair),
        (topic, bytes) -> trainingPairs.deserializer().deserialize(publicTopic, bytes));
  }
}

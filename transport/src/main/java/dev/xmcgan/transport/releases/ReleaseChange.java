package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An evaluation, a release or both, to be published in one transaction.
 *
 * @param evaluation of the checkpoint that is released, or barred
 */
public record ReleaseChange(Optional<Evaluation> evaluation, Optional<Release> release) {

  /** A release alone. */
  static ReleaseChange of(Release release) {
    return new ReleaseChange(Optional.empty(), Optional.of(release));
  }

  /** An evaluation alone. */
  public static ReleaseChange of(Evaluation evaluation) {
    return new ReleaseChange(Optional.of(evaluation), Optional.empty());
  }

  /**
   * The records, the evaluation first: where they cannot go in one transaction, a checkpoint is
   * barred before it is replaced, never the other way round.
   */
  public List<ProducerRecord<String, byte[]>> records(KafkaSettings settings, AvroSerdes serdes) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    evaluation.ifPresent(
        value ->
            records.add(
                new ProducerRecord<>(
                    settings.topic(Topic.EVALUATIONS),
                    value.getCheckpointId(),
                    serdes.encode(Topic.EVALUATIONS, value))));
    release.ifPresent(
        value ->
            records.add(
                new ProducerRecord<>(
                    settings.topic(Topic.RELEASES),
                    value.getChannel(),
                    serdes.encode(Topic.RELEASES, value))));
    return records;
  }
}

package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.latest.LatestByKey;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * What Kafka holds at this moment.
 *
 * @param checkpoints the oldest first
 * @param releases by channel
 */
record CheckpointShelf(List<Checkpoint> checkpoints, Map<String, Release> releases) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static CheckpointShelf read(KafkaSettings settings) throws InterruptedException {
    AvroSerdes serdes = new AvroSerdes(settings);
    List<Checkpoint> checkpoints =
        latest(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes).values().stream()
            .sorted(Comparator.comparing(Checkpoint::getCreatedAt))
            .toList();
    return new CheckpointShelf(
        checkpoints, latest(settings, Topic.RELEASES, Release.class, serdes));
  }

  /** By id, or by the channel that serves it. */
  Checkpoint find(String idOrChannel) {
    String id =
        releases.containsKey(idOrChannel)
            ? releases.get(idOrChannel).getCheckpointId()
            : idOrChannel;
    return checkpoints.stream()
        .filter(checkpoint -> checkpoint.getCheckpointId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                CommandException.failed(
                    "no checkpoint " + id + "; ./xmcgan checkpoints list shows them"));
  }

  /** The channels that serve a checkpoint. */
  List<String> channels(Checkpoint checkpoint) {
    return releases.values().stream()
        .filter(release -> release.getCheckpointId().equals(checkpoint.getCheckpointId()))
        .map(Release::getChannel)
        .sorted()
        .toList();
  }

  private static <T extends SpecificRecord> Map<String, T> latest(
      KafkaSettings settings, Topic topic, Class<T> type, AvroSerdes serdes)
      throws InterruptedException {
    try (LatestByKey<T> values = new LatestByKey<>(settings, topic, type, serdes)) {
      values.start();
      if (!values.awaitCaughtUp(PATIENCE)) {
        throw CommandException.failed(
            "cannot read " + settings.topic(topic) + " from " + settings.bootstrapServers());
      }
      return values.all();
    }
  }
}

package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What Kafka holds at this moment. */
record CheckpointShelf(ReleaseSnapshot book) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static CheckpointShelf read(KafkaSettings settings) throws InterruptedException {
    return read(settings, new AvroSerdes(settings));
  }

  static CheckpointShelf read(KafkaSettings settings, AvroSerdes serdes)
      throws InterruptedException {
    try (ReleaseStore store = open(settings, serdes)) {
      return new CheckpointShelf(store.snapshot());
    }
  }

  /** All that is there; goes on reading. */
  static ReleaseStore open(KafkaSettings settings, AvroSerdes serdes) throws InterruptedException {
    ReleaseStore store = new ReleaseStore(settings, serdes);
    store.start();
    if (!store.awaitCaughtUp(PATIENCE)) {
      store.close();
      throw CommandException.failed(
          "cannot read checkpoints, evaluations and releases from " + settings.bootstrapServers());
    }
    return store;
  }

  /** All of them, the newest first. */
  List<Checkpoint> checkpoints() {
    return book.checkpoints().values().stream()
        .sorted(Comparator.comparing(Checkpoint::getCreatedAt).reversed())
        .toList();
  }

  /** By id, or by the channel that serves it. */
  Checkpoint find(String idOrChannel) {
    String id = book.release(idOrChannel).map(Release::getCheckpointId).orElse(idOrChannel);
    return book.checkpoint(id)
        .orElseThrow(
            () ->
                CommandException.failed(
                    "no checkpoint " + id + "; ./xmcgan checkpoints list shows them"));
  }
}

package dev.xmcgan.generator.swap;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Optional;

/** Releases and checkpoints as they are on Kafka. */
public final class KafkaReleaseBoard implements ReleaseBoard, AutoCloseable {
  private final ReleaseStore store;

  public KafkaReleaseBoard(KafkaSettings settings, AvroSerdes serdes) {
    store = new ReleaseStore(settings, serdes);
  }

  /** Starts reading. */
  public void start() {
    store.start();
  }

  /** Waits until all that was there at the start is read; false when the patience ran out. */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return store.awaitCaughtUp(patience);
  }

  /** Calls back, on a reading thread, after each change. */
  public void onChange(Runnable changed) {
    store.onChange(changed);
  }

  @Override
  public Optional<Release> release(String channel) {
    return store.snapshot().release(channel);
  }

  @Override
  public Optional<Checkpoint> checkpoint(String checkpointId) {
    return store.snapshot().checkpoint(checkpointId);
  }

  @Override
  public void close() {
    store.close();
  }
}

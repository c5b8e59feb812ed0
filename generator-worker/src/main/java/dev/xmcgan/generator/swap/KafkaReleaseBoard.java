package dev.xmcgan.generator.swap;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.Optional;

/** The topics releases and checkpoints, followed live. */
public final class KafkaReleaseBoard implements ReleaseBoard, AutoCloseable {
  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Checkpoint> checkpoints;

  public KafkaReleaseBoard(KafkaSettings settings, AvroSerdes serdes) {
    releases = new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes);
    checkpoints = new CompactedTopic<>(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes);
  }

  /** Starts reading. */
  public void start() {
    checkpoints.start();
    releases.start();
  }

  /** Waits until all that was there at the start is read; false when the patience ran out. */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return checkpoints.awaitCaughtUp(patience) && releases.awaitCaughtUp(patience);
  }

  /** Calls back, on a reading thread, after each change. */
  public void onChange(Runnable changed) {
    releases.onChange((channel, release) -> changed.run());
    checkpoints.onChange((checkpointId, checkpoint) -> changed.run());
  }

  @Override
  public Optional<Release> release(String channel) {
    return releases.get(channel);
  }

  @Override
  public Optional<Checkpoint> checkpoint(String checkpointId) {
    return checkpoints.get(checkpointId);
  }

  @Override
  public void close() {
    releases.close();
    checkpoints.close();
  }
}

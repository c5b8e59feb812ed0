package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;

/** The topics checkpoints, releases and evaluations, followed live. */
public final class ReleaseStore implements AutoCloseable {
  private final CompactedTopic<Checkpoint> checkpoints;
  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Evaluation> evaluations;

  public ReleaseStore(KafkaSettings settings, AvroSerdes serdes) {
    checkpoints = new CompactedTopic<>(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes);
    releases = new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes);
    evaluations = new CompactedTopic<>(settings, Topic.EVALUATIONS, Evaluation.class, serdes);
  }

  /** Starts reading. */
  public void start() {
    checkpoints.start();
    evaluations.start();
    releases.start();
  }

  /** Waits until all that was there at the start is read; false when the patience ran out. */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return checkpoints.awaitCaughtUp(patience)
        && evaluations.awaitCaughtUp(patience)
        && releases.awaitCaughtUp(patience);
  }

  /** Whether all that was there at the start is read. */
  public boolean isCaughtUp() {
    return checkpoints.isCaughtUp() && evaluations.isCaughtUp() && releases.isCaughtUp();
  }

  /** Calls back, on a reading thread, after each change. */
  public void onChange(Runnable changed) {
    checkpoints.onChange((id, checkpoint) -> changed.run());
    evaluations.onChange((id, evaluation) -> changed.run());
    releases.onChange((channel, release) -> changed.run());
  }

  /** What is known now. */
  public ReleaseSnapshot book() {
    return new ReleaseSnapshot(checkpoints.all(), releases.all(), evaluations.all());
  }

  @Override
  public void close() {
    releases.close();
    evaluations.close();
    checkpoints.close();
  }
}

package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;

/**
 * The topics checkpoints, releases and evaluations, followed live: the only reader of what is
 * released. Each topic is read on its own: a release may show a moment before its manifest.
 */
public final class ReleaseStore implements AutoCloseable {
  private final CompactedTopic<Checkpoint> checkpoints;
  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Evaluation> evaluations;

  public ReleaseStore(KafkaSettings settings, AvroSerdes serdes) {
    this(
        new CompactedTopic<>(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes),
        new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes),
        new CompactedTopic<>(settings, Topic.EVALUATIONS, Evaluation.class, serdes));
  }

  /** Topics that others listen to as well. */
  public ReleaseStore(
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<Release> releases,
      CompactedTopic<Evaluation> evaluations) {
    this.checkpoints = checkpoints;
    this.releases = releases;
    this.evaluations = evaluations;
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

  /** Whether the threads that read have not died. */
  public boolean isAlive() {
    return checkpoints.isAlive() && evaluations.isAlive() && releases.isAlive();
  }

  /** Whether all that was there at the start is read. */
  public boolean isCaughtUp() {
    return checkpoints.isCaughtUp() && evaluations.isCaughtUp() && releases.isCaughtUp();
  }

  /**
   * Waits until all releases and evaluations are read that are on the topics now. Manifests are not
   * waited for: writing one may be part of a long transaction.
   *
   * @return whether that happened in time
   */
  public boolean readToEnd(Duration patience) throws InterruptedException {
    return evaluations.readToEnd(patience) && releases.readToEnd(patience);
  }

  /** Calls back, on a reading thread, after each change. */
  public void onChange(Runnable changed) {
    checkpoints.onChange((id, checkpoint) -> changed.run());
    evaluations.onChange((id, evaluation) -> changed.run());
    releases.onChange((channel, release) -> changed.run());
  }

  /** What is known now; cheap. */
  public ReleaseSnapshot snapshot() {
    return new ReleaseSnapshot(checkpoints.all(), releases.all(), evaluations.all());
  }

  @Override
  public void close() {
    releases.close();
    evaluations.close();
    checkpoints.close();
  }
}

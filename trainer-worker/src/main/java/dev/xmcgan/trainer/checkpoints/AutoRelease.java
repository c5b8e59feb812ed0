package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.releases.ReleaseConflictException;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import java.time.Clock;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Without the gate: every new checkpoint is released once it is published, unless the channel is
 * pinned. One that cannot be released now is left to the next checkpoint.
 */
public record AutoRelease(
    ReleasePublisher publisher, String channel, String trainerId, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRelease.class);

  /** Releases it. */
  public void release(Checkpoint published) {
    try {
      publisher.decide(
          channel,
          snapshot ->
              new ReleaseRules(snapshot, trainerId, clock)
                  .follow(channel, published, "training reached step " + published.getStep()));
    } catch (ReleaseConflictException | RetriableTransactionException e) {
      LOG.atWarn()
          .addKeyValue("checkpointId", published.getCheckpointId())
          .addKeyValue("channel", channel)
          .addKeyValue("reason", e.getMessage())
          .log("a checkpoint was not released");
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}

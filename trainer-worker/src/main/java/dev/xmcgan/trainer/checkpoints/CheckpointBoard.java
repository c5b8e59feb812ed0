package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.latest.LatestByKey;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up checkpoints and releases on Kafka, once per start of training. */
public final class CheckpointBoard {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointBoard.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final String channel;
  private final String trainerId;

  public CheckpointBoard(
      KafkaSettings settings, AvroSerdes serdes, String channel, String trainerId) {
    this.settings = settings;
    this.serdes = serdes;
    this.channel = channel;
    this.trainerId = trainerId;
  }

  /**
   * The checkpoints to start from as of now, best first. Waits for Kafka.
   *
   * @param stopping ends the wait
   * @throws InterruptedException when it was ended
   */
  public List<Checkpoint> candidates(BooleanSupplier stopping) throws InterruptedException {
    try (var checkpoints =
            new LatestByKey<>(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes);
        var releases = new LatestByKey<>(settings, Topic.RELEASES, Release.class, serdes)) {
      checkpoints.start();
      releases.start();
      await(checkpoints, stopping);
      await(releases, stopping);
      return StartingPoint.candidates(checkpoints.all().values(), releases.get(channel), trainerId);
    }
  }

  private static void await(LatestByKey<?> view, BooleanSupplier stopping)
      throws InterruptedException {
    while (!view.awaitCaughtUp(LOOK_AGAIN)) {
      if (stopping.getAsBoolean()) {
        throw new InterruptedException("stopped while waiting for checkpoints and releases");
      }
      LOG.info("Waiting for the topics of checkpoints and releases");
    }
  }
}

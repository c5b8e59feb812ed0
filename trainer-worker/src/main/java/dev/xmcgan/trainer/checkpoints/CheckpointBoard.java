package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
   * The checkpoints to start from as of now, best first; none that was rolled back. Waits for
   * Kafka.
   *
   * @param stopping ends the wait
   * @throws InterruptedException when it was ended
   */
  public List<Checkpoint> candidates(BooleanSupplier stopping) throws InterruptedException {
    ReleaseSnapshot book = read(stopping);
    List<Checkpoint> sound =
        book.checkpoints().values().stream()
            .filter(checkpoint -> !book.isBarred(checkpoint.getCheckpointId()))
            .toList();
    return StartingPoint.candidates(sound, book.release(channel), trainerId);
  }

  /**
   * The checkpoint of that id, if it is there. Waits for Kafka.
   *
   * @param stopping ends the wait
   * @throws InterruptedException when it was ended
   */
  public Optional<Checkpoint> checkpoint(String id, BooleanSupplier stopping)
      throws InterruptedException {
    return Optional.ofNullable(read(stopping).checkpoints().get(id));
  }

  private ReleaseSnapshot read(BooleanSupplier stopping) throws InterruptedException {
    try (ReleaseStore views = new ReleaseStore(settings, serdes)) {
      views.start();
      while (!views.awaitCaughtUp(LOOK_AGAIN)) {
        if (stopping.getAsBoolean()) {
          throw new InterruptedException("stopped while waiting for checkpoints and releases");
        }
        LOG.info("Waiting for the topics of checkpoints and releases");
      }
      return views.snapshot();
    }
  }
}

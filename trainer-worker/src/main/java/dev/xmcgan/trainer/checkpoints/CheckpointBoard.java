package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
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
   * Where to start from as of now.
   *
   * @param checkpoints best first; none that was rolled back
   * @param release what the channel serves
   * @param sound whether what they lead to is what the release means; if not, there is nothing
   *     better
   */
  public record Starts(List<Checkpoint> checkpoints, Optional<Release> release, boolean sound) {}

  /**
   * Where to start from as of now. Waits for Kafka.
   *
   * @param stopping ends the wait
   * @throws InterruptedException when it was ended
   */
  public Starts starts(BooleanSupplier stopping) throws InterruptedException {
    ReleaseSnapshot book = read(stopping);
    Optional<Release> release = book.release(channel);
    List<Checkpoint> candidates = StartingPoint.candidates(book, release, trainerId);
    boolean sound =
        release.isEmpty()
            || candidates.stream()
                .findFirst()
                .map(first -> StartingPoint.leads(book, release.get(), first))
                .orElse(true);
    return new Starts(candidates, release, sound);
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

  /**
   * What there is of all channels. Waits for Kafka.
   *
   * @param stopping ends the wait
   * @throws InterruptedException when it was ended
   */
  public ReleaseSnapshot readAll(BooleanSupplier stopping) throws InterruptedException {
    try (ReleaseStore views = new ReleaseStore(settings, serdes)) {
      views.start();
      while (!views.awaitCaughtUp(LOOK_AGAIN)) {
        if (stopping.getAsBoolean()) {
          throw new InterruptedException("stopped while waiting for checkpoints and releases");
        }
        LOG.atInfo().log("waiting for the topics of checkpoints and releases");
      }
      return views.snapshot();
    }
  }

  private ReleaseSnapshot read(BooleanSupplier stopping) throws InterruptedException {
    return readAll(stopping).ofChannel(channel);
  }
}

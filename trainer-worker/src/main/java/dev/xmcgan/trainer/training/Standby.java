package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a standby for a takeover by fetching in advance what it would otherwise wait for: the
 * files of the checkpoint that training would go on from, one checkpoint at a time, and, by having
 * opened a learner once, the code. What it finds decides nothing: whoever takes over looks again.
 */
final class Standby implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final Object NEWS = new Object();

  private final TrainerSettings settings;
  private final LearnerSource learners;
  private final CheckpointFetcher fetcher;
  private final ReleaseStore views;
  private final BlockingQueue<Object> news = new ArrayBlockingQueue<>(1);
  private final Thread thread = new Thread(this::run, "standby");
  private Optional<String> held = Optional.empty();
  private boolean warm;

  /**
   * @param files where a run looks for its checkpoint; no run may be open before this is closed
   */
  Standby(
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      LearnerSource learners,
      Path files) {
    this.settings = settings;
    this.learners = learners;
    this.fetcher = new CheckpointFetcher(kafka, files);
    this.views = new ReleaseStore(kafka, serdes);
    thread.setDaemon(true);
  }

  void start() {
    views.onChange(() -> news.offer(NEWS));
    views.start();
    thread.start();
  }

  /** Ends; what is whole stays on disk. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      views.close();
    }
  }

  private void run() {
    try {
      while (true) {
        news.take();
        if (views.isCaughtUp()) {
          look();
        }
      }
    } catch (InterruptedException | InterruptException closing) {
      // the partitions are this trainer's now, or it stops
    }
  }

  private void look() throws InterruptedException {
    Optional<Checkpoint> first = candidates(views.snapshot()).stream().findFirst();
    if (first.isEmpty() || held.equals(first.map(Checkpoint::getCheckpointId))) {
      return;
    }
    Checkpoint checkpoint = first.get();
    try {
      Path directory = fetcher.fetch(checkpoint);
      held = Optional.of(checkpoint.getCheckpointId());
      fetcher.keepOnly(Set.of(checkpoint.getCheckpointId()));
      if (!warm) {
        learners.resume(checkpoint, directory, 1).close();
        warm = true;
      }
      LOG.atDebug()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .log("a checkpoint is at hand");
    } catch (InterruptException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // a newer one may have taken its place; there is another look when there is news
      LOG.atInfo()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .addKeyValue("reason", e.getMessage())
          .log("a checkpoint cannot be had at hand");
    }
  }

  private List<Checkpoint> candidates(ReleaseSnapshot book) {
    return StartingPoint.candidates(book, book.release(settings.config().channel()), settings.id());
  }
}

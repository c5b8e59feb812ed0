package dev.xmcgan.trainer.training;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.checkpoints.ReplayProgress;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.rehearsal.RehearsalOpener;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a standby for a takeover by having at hand what it would otherwise wait for: the files
 * of the checkpoint that training would go on from and of the one that rehearsal draws with, one
 * checkpoint at a time; the replay window at that checkpoint, filled; and, by having opened a
 * learner once, the code. What it finds decides nothing: whoever takes over looks again.
 */
final class Standby implements AutoCloseable {
  /** What the status says while nothing is at hand. */
  static final String DETAIL = "standing by: another trainer has the training pairs";

  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final Object NEWS = new Object();
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final TrainerSettings settings;
  private final KafkaSettings kafka;
  private final LearnerSource learners;
  private final ReplayWindows windows;
  private final StatusBoard board;
  private final CheckpointFetcher fetcher;
  private final ReleaseStore views;
  private final BlockingQueue<Object> news = new ArrayBlockingQueue<>(1);
  private final Thread thread = new Thread(this::run, "standby");
  private Optional<String> held = Optional.empty();
  private boolean warm;

  /**
   * No run may be open before this is closed: files and window are then the run's.
   *
   * @param windows has the window read ahead; stays the caller's
   */
  Standby(
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      LearnerSource learners,
      ReplayWindows windows,
      StatusBoard board) {
    this.settings = settings;
    this.kafka = kafka;
    this.learners = learners;
    this.windows = windows;
    this.board = board;
    this.fetcher = new CheckpointFetcher(kafka, TrainingRunFactory.files(settings));
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
      while (!views.awaitCaughtUp(LOOK_AGAIN)) {
        LOG.atInfo().log("waiting for the topics of checkpoints and releases");
      }
      while (true) {
        look();
        news.take();
      }
    } catch (InterruptedException | InterruptException closing) {
      // the partitions are this trainer's now, or it stops
    }
  }

  private void look() throws InterruptedException {
    ReleaseSnapshot book = views.snapshot().ofChannel(settings.config().channel());
    Optional<Checkpoint> first = candidates(book).stream().findFirst();
    if (first.isEmpty() || held.equals(first.map(Checkpoint::getCheckpointId))) {
      return;
    }
    Checkpoint checkpoint = first.get();
    try {
      Path directory = fetcher.fetch(checkpoint);
      ReplayProgress progress = ReplayProgress.read(directory);
      held = Optional.of(checkpoint.getCheckpointId());
      fetcher.keepOnly(ids(checkpoint, fetchAnchor(book, progress)));
      if (!warm) {
        learners.resume(checkpoint, directory, 1).close();
        warm = true;
      }
      int pairs = fillWindow(checkpoint, progress);
      board.state(
          WorkerState.WAITING_FOR_PAIRS,
          "%s; checkpoint %s and %d pairs are at hand"
              .formatted(DETAIL, checkpoint.getCheckpointId(), pairs));
      LOG.atDebug()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .addKeyValue("pairs", pairs)
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

  /** A line of training keeps its anchor, so that this is on disk already but once. */
  private Optional<Checkpoint> fetchAnchor(ReleaseSnapshot book, ReplayProgress progress)
      throws IOException, InterruptedException {
    if (settings.config().rehearsal().share() == 0) {
      return Optional.empty();
    }
    Optional<Checkpoint> anchor = progress.anchor().flatMap(book::checkpoint);
    if (anchor.isPresent()) {
      fetcher.fetch(anchor.get(), RehearsalOpener::isNeeded);
    }
    return anchor;
  }

  private static Set<String> ids(Checkpoint checkpoint, Optional<Checkpoint> anchor) {
    return Stream.concat(Stream.of(checkpoint), anchor.stream())
        .map(Checkpoint::getCheckpointId)
        .collect(Collectors.toSet());
  }

  /** Nothing is filled for a checkpoint that knows no place in this log. */
  private int fillWindow(Checkpoint checkpoint, ReplayProgress progress) throws IOException {
    String topicId = TopicIds.of(kafka, Topic.TRAINING_PAIRS);
    Optional<LogPlace> place = progress.place().filter(known -> known.topicId().equals(topicId));
    return place.isEmpty()
        ? 0
        : windows.prepare(ModelConfig.fromJson(checkpoint.getModelConfig()), place.get());
  }

  private List<Checkpoint> candidates(ReleaseSnapshot book) {
    return StartingPoint.candidates(book, book.release(settings.config().channel()), settings.id());
  }
}

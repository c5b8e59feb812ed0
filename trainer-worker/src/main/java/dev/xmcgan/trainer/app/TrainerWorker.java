package dev.xmcgan.trainer.app;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.trainer.backlog.BacklogWatch;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.curation.CurationSerdes;
import dev.xmcgan.trainer.curation.CurationStream;
import dev.xmcgan.trainer.gate.GateOpener;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.releases.ReleaseController;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.StatusPublisher;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.trainer.training.TrainerLoop;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole trainer worker: the curating stream, the training thread, the status. It starts without
 * Kafka or the registry being there and waits for them.
 */
public final class TrainerWorker {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerWorker.class);

  /** A look reads one record of each partition that has any unread. */
  private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(15);

  /** The current step, the last checkpoint, the stream's end. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

  private static final Duration INTERRUPTED_STOP_WITHIN = Duration.ofSeconds(10);

  private final TrainerSettings settings;
  private final KafkaSettings kafka;
  private final LearnerOpener learners;
  private final TrainerMeters meters;
  private final Runnable onFailure;
  private final Clock clock;
  private final StatusBoard board;
  private final Thread thread = new Thread(this::run, "trainer-worker");
  private volatile boolean stopping;
  private volatile Optional<CurationStream> curation = Optional.empty();
  private volatile Optional<TrainerLoop> loop = Optional.empty();
  private volatile Optional<ReleaseController> releases = Optional.empty();

  /** Opens what makes learners; loads the text encoder. */
  @FunctionalInterface
  public interface LearnerOpener {
    XmcGan open() throws IOException;
  }

  /**
   * @param learners opened once, on the training thread
   * @param onFailure called once, at the end, when the worker cannot go on
   */
  public TrainerWorker(
      TrainerSettings settings,
      KafkaSettings kafka,
      LearnerOpener learners,
      TrainerMeters meters,
      Runnable onFailure,
      Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
    this.learners = learners;
    this.meters = meters;
    this.onFailure = onFailure;
    this.clock = clock;
    this.board = new StatusBoard(settings.id(), settings.config().channel(), clock);
  }

  /** Starts the threads and returns. */
  public void start() {
    thread.start();
  }

  /** Ends after the current step; publishes what is unpublished, ends the stream, says goodbye. */
  public void stop() {
    stopping = true;
    loop.ifPresentOrElse(TrainerLoop::stop, thread::interrupt);
    try {
      thread.join(STOP_WITHIN.toMillis());
      if (thread.isAlive()) {
        LOG.atWarn()
            .addKeyValue("trainerId", settings.id())
            .log(
                "the trainer did not end in time; what it learned since its last checkpoint is learned again by the next one");
        thread.interrupt();
        thread.join(INTERRUPTED_STOP_WITHIN.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it is doing. */
  public StatusBoard status() {
    return board;
  }

  /** Whether its threads are at work, or about to be. */
  public boolean isAlive() {
    return thread.isAlive()
        && curation.map(CurationStream::isHealthy).orElse(true)
        && releases.map(ReleaseController::isAlive).orElse(true);
  }

  private void run() {
    AvroSerdes serdes = new AvroSerdes(kafka);
    try (StatusPublisher reporter =
        new StatusPublisher(
            kafka, serdes, board, settings.id(), settings.config().statusInterval())) {
      reporter.start();
      try {
        work(serdes, reporter);
        board.state(WorkerState.STOPPED, "");
      } catch (InterruptedException e) {
        board.state(WorkerState.STOPPED, "");
      } catch (IOException | RuntimeException | LinkageError e) {
        ended(e);
      }
      // an interrupt that ended the work must not keep the last status from being sent
      Thread.interrupted();
    }
    if (board.state() == WorkerState.FAILED) {
      onFailure.run();
    }
  }

  private void ended(Throwable failure) {
    if (stopping) {
      LOG.atInfo().setCause(failure).log("stopped while something failed");
      board.state(WorkerState.STOPPED, "");
    } else {
      LOG.atError().setCause(failure).log("the trainer cannot go on");
      board.state(WorkerState.FAILED, failure.toString());
    }
  }

  private void work(AvroSerdes serdes, StatusPublisher reporter)
      throws IOException, InterruptedException {
    try (XmcGan source = learners.open()) {
      board.device(source.device());
      awaitRegistry(serdes);
      try (CuratedSize size = new CuratedSize(settings, kafka, serdes, () -> stopping);
          CurationStream stream =
              new CurationStream(
                  kafka,
                  settings.rules(size.edge()),
                  CurationSerdes.of(serdes),
                  meters,
                  settings.directory("curation"),
                  settings.config().curationThreads());
          BacklogWatch backlog = backlog()) {
        stream.start();
        size.follow(
            edge -> {
              stream.curateBy(settings.rules(edge));
              board.curatedLarger(size.edge(), edge);
            });
        backlog.start();
        curation = Optional.of(stream);
        var training =
            new TrainerLoop(settings, kafka, serdes, source, reporter, board, meters, clock);
        loop = Optional.of(training);
        try (ReleaseController keeper = keeper(serdes, source, training)) {
          keeper.start();
          releases = Optional.of(keeper);
          if (!stopping) {
            training.run();
          }
        }
      }
    }
  }

  private BacklogWatch backlog() {
    return new BacklogWatch(
        kafka,
        settings.id() + "-backlog",
        BACKLOG_INTERVAL,
        clock,
        look -> {
          meters.backlog(look);
          board.backlogAlert(look.alert());
        });
  }

  private ReleaseController keeper(AvroSerdes serdes, XmcGan networks, TrainerLoop training) {
    return new ReleaseController(
        settings,
        kafka,
        serdes,
        GateOpener.onKafka(settings, kafka, serdes, networks, clock),
        training::isOwner,
        board,
        meters,
        clock);
  }

  /** Registering the schemas waits for the registry; reading checkpoints, for the topics. */
  private void awaitRegistry(AvroSerdes serdes) throws InterruptedException {
    while (true) {
      try {
        serdes.warmUp(
            Topic.IMAGE_TEXT_PAIRS,
            Topic.TRAINING_PAIRS,
            Topic.REJECTED_PAIRS,
            Topic.PAIR_ERASURES,
            Topic.AUDIT,
            Topic.CHECKPOINTS,
            Topic.RELEASES,
            Topic.EVALUATIONS);
        return;
      } catch (RegistryUnavailableException e) {
        if (Thread.interrupted() || stopping) {
          throw new InterruptedException("stopped while waiting for the registry");
        }
        LOG.atInfo().addKeyValue("reason", e.getMessage()).log("waiting for the schema registry");
      }
    }
  }
}

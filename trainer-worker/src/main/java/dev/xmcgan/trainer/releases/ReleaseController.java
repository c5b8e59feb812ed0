package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.gate.Gate;
import dev.xmcgan.trainer.gate.GateOpener;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseConflictException;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the releases of a channel, beside the training: one thread judges, which takes
 * seconds, another takes bad releases back, which must not wait. Works while this trainer is the
 * one that trains; standbys only look on.
 */
public final class ReleaseController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseController.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);
  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(30);
  private static final Duration END_WITHIN = Duration.ofSeconds(3);
  private static final Duration INTERRUPTED_END_WITHIN = Duration.ofSeconds(20);

  private final TrainerSettings settings;
  private final GateOpener gates;
  private final BooleanSupplier onDuty;
  private final StatusBoard board;
  private final ReleaseStore views;
  private final CompactedTopic<WorkerStatus> workers;
  private final Changes changes = new Changes();
  private final GateRunner gateKeeper;
  private final RollbackWatch rollbackWatch;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param gates opened once, on the judging thread
   * @param onDuty whether this trainer is the one that trains
   * @param board is told what is judged
   */
  public ReleaseController(
      TrainerSettings settings,
      KafkaSettings kafka,
      AvroSerdes serdes,
      GateOpener gates,
      BooleanSupplier onDuty,
      StatusBoard board,
      TrainerMeters meters,
      Clock clock) {
    this.settings = settings;
    this.gates = gates;
    this.onDuty = onDuty;
    this.board = board;
    this.views = new ReleaseStore(kafka, serdes);
    this.workers = new CompactedTopic<>(kafka, Topic.WORKER_STATUS, WorkerStatus.class, serdes);
    ReleasePublisher publisher = new ReleasePublisher(kafka, serdes, views, KAFKA_PATIENCE);
    this.gateKeeper = new GateRunner(settings, views, publisher, board, meters, clock);
    this.rollbackWatch = new RollbackWatch(settings, workers, publisher, meters, clock);
  }

  /** Starts the threads. */
  public void start() {
    views.onChange(changes::happened);
    workers.onChange((id, status) -> heard(status));
    views.start();
    workers.start();
    if (settings.config().gate().enabled()) {
      start("release-gate", this::judge);
    }
    if (settings.config().rollback()) {
      start("release-rollback", () -> repeat(rollbackWatch::step));
    }
  }

  private void heard(WorkerStatus status) {
    if (status != null && board.isFirstOfAnother(status)) {
      LOG.atWarn()
          .addKeyValue("trainerId", settings.id())
          .log(
              "another trainer runs under this id;"
                  + " give each its own xmcgan.trainer.id or data directory");
    }
    changes.happened();
  }

  /** Whether its threads are at work; without them nothing is released or taken back. */
  public boolean isAlive() {
    return threads.stream().allMatch(Thread::isAlive);
  }

  /** Ends; what was being judged is judged again by the next trainer. */
  @Override
  public void close() {
    closed = true;
    changes.happened();
    try {
      for (Thread thread : threads) {
        thread.join(END_WITHIN.toMillis());
        if (thread.isAlive()) {
          thread.interrupt();
          thread.join(INTERRUPTED_END_WITHIN.toMillis());
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
    workers.close();
    views.close();
  }

  private void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void judge() {
    try (Gate gate = gates.open()) {
      repeat(() -> gateKeeper.step(gate, () -> closed || !onDuty.getAsBoolean()));
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.atError().setCause(e).log("nothing is judged: the gate cannot be opened");
    }
  }

  private void repeat(Look look) {
    try {
      while (!closed) {
        changes.await(look(look));
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look, and how long to wait before the next. */
  private Duration look(Look look) throws InterruptedException {
    try {
      if (onDuty.getAsBoolean() && views.isCaughtUp() && workers.isCaughtUp()) {
        look.look();
      }
      return LOOK_AGAIN;
    } catch (InterruptException e) {
      throw e;
    } catch (ReleaseConflictException e) {
      LOG.atInfo()
          .addKeyValue("channel", settings.config().channel())
          .addKeyValue("reason", e.getMessage())
          .log("others change releases now, looking again");
      return LOOK_AGAIN;
    } catch (CheckpointTransferException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("looking after releases failed, trying again");
      return AFTER_FAILURE;
    }
  }

  @FunctionalInterface
  private interface Look {
    void look() throws CheckpointTransferException, InterruptedException;
  }
}

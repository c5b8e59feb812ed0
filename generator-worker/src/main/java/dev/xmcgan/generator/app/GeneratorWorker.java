package dev.xmcgan.generator.app;

import dev.xmcgan.generator.answers.RequestTracer;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.serving.RequestLoop;
import dev.xmcgan.generator.status.Phase;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.status.WorkerStatusBoard;
import dev.xmcgan.generator.status.WorkerStatusPublisher;
import dev.xmcgan.generator.swap.CheckpointLoader;
import dev.xmcgan.transport.InstanceId;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole generator worker: the drawing thread with its loop, the loading thread, the status. It
 * starts without Kafka or the registry being there and waits for them.
 */
public final class GeneratorWorker {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratorWorker.class);

  /** The process is gone within ten, even where no broker hears that it leaves. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(9);

  private final String id;
  private final WorkerConfig config;
  private final KafkaSettings kafka;
  private final LoaderOpener loaders;
  private final WorkerMetrics metrics;
  private final Optional<RequestTracer> tracer;
  private final WorkerStatusBoard board;
  private final Runnable onFailure;
  private final Clock clock;
  private final PauseDetector pauses;
  private final Thread thread = new Thread(this::run, "generator-worker");

  // stop() must find a start to interrupt, or a loop to stop, or an end to wait for
  private final Object stages = new Object();
  private boolean starting = true;
  private boolean stopping;
  private volatile Optional<RequestLoop> loop = Optional.empty();

  /** Since when what loads checkpoints is being opened, which waits for nobody. */
  private volatile Optional<Instant> opening = Optional.empty();

  /**
   * @param loaders opens what loads checkpoints, once, on the drawing thread
   * @param tracer empty where nobody traces requests
   * @param onFailure called once, at the end, when the worker cannot go on
   */
  public GeneratorWorker(
      WorkerConfig config,
      KafkaSettings kafka,
      LoaderOpener loaders,
      WorkerMetrics metrics,
      Optional<RequestTracer> tracer,
      Runnable onFailure,
      Clock clock) {
    this.id = config.id().orElseGet(() -> InstanceId.of("generator-worker", config.dataDir()));
    this.config = config;
    this.kafka = kafka;
    this.loaders = loaders;
    this.metrics = metrics;
    this.tracer = tracer;
    this.onFailure = onFailure;
    this.clock = clock;
    this.pauses = new PauseDetector(clock);
    this.board = new WorkerStatusBoard(id, config.channel(), metrics, clock);
  }

  /** Opens what loads checkpoints. */
  @FunctionalInterface
  public interface LoaderOpener {
    CheckpointLoader open() throws IOException;
  }

  /** Starts the threads and returns. */
  public void start() {
    pauses.start();
    thread.start();
  }

  /** Ends after the current micro-batch, leaves the group, publishes the last status. */
  public void stop() {
    synchronized (stages) {
      stopping = true;
      loop.ifPresent(RequestLoop::stop);
      if (starting) {
        thread.interrupt();
      }
    }
    try {
      thread.join(STOP_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it is doing. */
  public WorkerStatusBoard status() {
    return board;
  }

  /**
   * Whether there was progress within the given time. Waiting for a broker, a registry or a release
   * is no standstill, nor is a pause of the whole process; a start, a loop or a pass that hangs is
   * one.
   */
  public boolean progressing(Duration within) {
    return loop.map(RequestLoop::stuckSince)
        .or(() -> opening)
        .map(since -> later(since, pauses.awakeSince()).plus(within).isAfter(clock.instant()))
        .orElse(true);
  }

  /** Why requests wait although a release is loaded, for a person; empty when they do not. */
  public String trouble() {
    return loop.flatMap(RequestLoop::trouble).orElse("");
  }

  private void run() {
    AvroSerdes serdes = new AvroSerdes(kafka);
    try (WorkerStatusPublisher publisher =
        new WorkerStatusPublisher(board, kafka, serdes, id, config.statusInterval(), clock)) {
      publisher.start();
      serveToTheEnd(serdes).ifPresentOrElse(board::failed, board::stopped);
    } finally {
      if (board.phase() instanceof Phase.Failed) {
        onFailure.run();
      }
    }
  }

  /** Returns why it cannot go on, if so, with nothing left that an interrupt should end. */
  private Optional<String> serveToTheEnd(AvroSerdes serdes) {
    try {
      new WorkerParts(id, config, kafka, serdes, metrics, tracer, board, this::stopRequested, clock)
          .serve(this::open, serving -> started(Optional.of(serving)));
      return Optional.empty();
    } catch (InterruptedException e) {
      return Optional.empty();
    } catch (FencedException e) {
      String why =
          "another worker runs as " + id + "; give each its own xmcgan.worker.id or data directory";
      LOG.atError()
          .addKeyValue("workerId", id)
          .setCause(e)
          .log("another worker runs under this id");
      return Optional.of(why);
    } catch (Exception | Error e) {
      if (stopRequested()) {
        LOG.atInfo().setCause(e).log("stopped while starting");
        return Optional.empty();
      }
      LOG.atError().setCause(e).log("the worker cannot go on");
      return Optional.of(reason(e));
    } finally {
      started(Optional.empty());
      // an interrupt that ended the start must not keep the last status from being sent
      Thread.interrupted();
    }
  }

  private CheckpointLoader open() throws IOException {
    opening = Optional.of(clock.instant());
    try {
      return loaders.open();
    } finally {
      opening = Optional.empty();
    }
  }

  /** From here on {@link #stop} interrupts nothing; it stops the loop if there is one. */
  private void started(Optional<RequestLoop> serving) {
    synchronized (stages) {
      starting = false;
      loop = serving;
      if (stopping) {
        serving.ifPresent(RequestLoop::stop);
      }
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private boolean stopRequested() {
    synchronized (stages) {
      return stopping;
    }
  }
}

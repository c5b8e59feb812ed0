package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.BatchLimits;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.drawing.DrawnBatch;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.generator.swap.ModelLookup;
import dev.xmcgan.generator.swap.ModelLookup.Ready;
import dev.xmcgan.generator.swap.ModelLookup.Unservable;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RefusedTransactionException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.StaleMembershipException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls requests, hands micro-batches to the lanes that draw, and what they bring to the committer;
 * each of them works on its own threads while this one polls on. All decisions are made on the
 * thread that calls {@link #run}, which alone touches the queue.
 *
 * <p>Where a transaction fails, everything held is dropped and read again from the committed
 * offsets; drawing is deterministic, so the second answer is the first.
 */
public final class ServingLoop implements AutoCloseable {
  /** Most records held, beside those that are being drawn. */
  private static final int MAX_RECORDS = 512;

  private static final Duration IDLE_POLL = Duration.ofMillis(100);

  /** While lanes draw, new requests can wait for so long to be looked at. */
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  private static final Duration FINISH_WITHIN = Duration.ofSeconds(4);
  private static final Duration COMMIT_WITHIN = Duration.ofSeconds(3);
  private static final Logger LOG = LoggerFactory.getLogger(ServingLoop.class);

  private final int heldImages;
  private final LoadedGenerators generators;
  private final RequestQueue queue;
  private final RequestReader reader;
  private final DrawingPipeline pipeline;
  private final Committer committer;
  private final Answers answers;
  private final ResultCollector results;
  private final WorkerMetrics metrics;
  private final Consumer<String> published;
  private final Clock clock;
  private final LoopSignals signals;
  private final Backoff backoff = new Backoff();
  private boolean startAgain;
  private Optional<Committer.Outcome> late = Optional.empty();
  private volatile Instant lastTurn;
  private volatile Optional<String> denied = Optional.empty();

  ServingLoop(
      BatchLimits limits,
      LoadedGenerators generators,
      RequestQueue queue,
      RequestReader reader,
      DrawingPipeline pipeline,
      Committer committer,
      Answers answers,
      WorkerMetrics metrics,
      Consumer<String> published,
      LoopSignals signals,
      Clock clock) {
    this.heldImages = limits.maxImages() * 4;
    this.generators = generators;
    this.queue = queue;
    this.reader = reader;
    this.pipeline = pipeline;
    this.committer = committer;
    this.answers = answers;
    this.results = new ResultCollector(queue, answers, metrics);
    this.metrics = metrics;
    this.published = published;
    this.signals = signals;
    this.clock = clock;
    this.lastTurn = clock.instant();
  }

  /**
   * Serves until {@link #stop}; finishes what is being drawn.
   *
   * @throws FencedException when another worker took over this one's id
   */
  public void run() {
    reader.join(this::revoked);
    while (!signals.stopped()) {
      lastTurn = clock.instant();
      try {
        if (!startAgain || rewound()) {
          turn();
        }
      } catch (AuthorizationException | AuthenticationException e) {
        deny(e);
      } catch (RetriableException e) {
        dropAll(e);
      }
      if (startAgain) {
        signals.awaitStop(backoff.next());
      }
    }
    finish();
  }

  /** Ends {@link #run}; from any thread. */
  public void stop() {
    signals.stop();
  }

  /**
   * Since when there is no progress: the loop has not turned, or a pass is being drawn. From any
   * thread.
   */
  public Instant stuckSince() {
    Instant turned = lastTurn;
    return pipeline.drawingSince().filter(since -> since.isBefore(turned)).orElse(turned);
  }

  /** Why requests wait although a release is loaded; from any thread. */
  public Optional<String> trouble() {
    return denied.or(reader::trouble);
  }

  /** Leaves the group and ends the threads. */
  @Override
  public void close() {
    try (committer;
        pipeline) {
      reader.close();
    }
  }

  /**
   * Goes back to what is committed, once no transaction is under way that could still commit what
   * would be read again.
   */
  private boolean rewound() {
    collectCommit();
    committer.await(COMMIT_WITHIN).ifPresent(this::settle);
    if (!committer.isIdle()) {
      return false;
    }
    reader.rewind();
    startAgain = false;
    return true;
  }

  private void turn() {
    generators.settle();
    generators.load(queue.models());
    collectCommit();
    collectDrawn();
    reader.pause(!generators.canServe() || full());
    reader.read(busy() ? Duration.ZERO : pollFor());
    Map<String, ModelLookup> lookups = lookups();
    rejectUnservable(lookups);
    beginDrawing(lookups);
    beginCommit();
    metrics.held(queue.requests());
    if (busy()) {
      signals.awaitWork(pauseFor());
    }
  }

  private boolean busy() {
    return !pipeline.isIdle() || !committer.isIdle() || queue.answers() > 0;
  }

  private boolean full() {
    return queue.images() >= heldImages || queue.held() >= MAX_RECORDS;
  }

  private Duration pollFor() {
    return shorter(queue.untilDue(generatorOf(lookups())).orElse(IDLE_POLL), IDLE_POLL);
  }

  private Duration pauseFor() {
    return pipeline.hasRoom()
        ? shorter(queue.untilDue(generatorOf(lookups())).orElse(BUSY_PAUSE), BUSY_PAUSE)
        : BUSY_PAUSE;
  }

  private Map<String, ModelLookup> lookups() {
    Map<String, ModelLookup> lookups = new HashMap<>();
    queue.models().forEach(model -> lookups.put(model, generators.resolve(model)));
    return lookups;
  }

  private static Function<String, Optional<String>> generatorOf(Map<String, ModelLookup> lookups) {
    return model ->
        lookups.get(model) instanceof Ready ready
            ? Optional.of(ready.checkpointId())
            : Optional.empty();
  }

  /** Answers what must not or cannot be drawn: past its deadline, cancelled, or of no model. */
  private void rejectUnservable(Map<String, ModelLookup> lookups) {
    for (HeldRequest held : queue.open(each -> true)) {
      reader
          .unwanted(held)
          .or(
              () ->
                  lookups.get(held.request().model()) instanceof Unservable unservable
                      ? Optional.of(unservable.failure())
                      : Optional.empty())
          .ifPresent(failure -> results.fail(held, failure));
    }
  }

  private void beginDrawing(Map<String, ModelLookup> lookups) {
    while (pipeline.hasRoom()) {
      // where nothing is drawn, nobody waits for company
      Optional<MicroBatch<HeldRequest>> next =
          queue.nextBatch(generatorOf(lookups), !pipeline.isDrawing());
      if (next.isEmpty()) {
        return;
      }
      pipeline.begin(generators.lease(next.get().generator()), next.get());
    }
  }

  private void collectDrawn() {
    for (Optional<DrawnBatch> next = pipeline.collect();
        next.isPresent();
        next = pipeline.collect()) {
      results.collect(next.get());
    }
  }

  private void beginCommit() {
    if (committer.isIdle()) {
      queue.drainForCommit().ifPresent(batch -> committer.begin(batch, reader.group()));
    }
  }

  private void collectCommit() {
    Optional<Committer.Outcome> outcome = late;
    late = Optional.empty();
    outcome.or(committer::collect).ifPresent(this::settle);
  }

  private void settle(Committer.Outcome outcome) {
    RuntimeException failure = outcome.failure();
    if (failure == null) {
      queue.committed();
      backoff.reset();
      denied = Optional.empty();
      answers.committed(outcome, metrics).forEach(published);
    } else if (failure instanceof StaleMembershipException) {
      LOG.atInfo().setCause(failure).log("the group moved on; committing what is still ours");
      queue.notCommitted();
    } else if (failure instanceof RefusedTransactionException) {
      LOG.atWarn().setCause(failure).log("a transaction was refused; trying its answers apart");
      String why = String.valueOf(failure.getMessage());
      queue.refused(answer -> answers.instead(answer, why));
    } else if (failure instanceof RetriableTransactionException) {
      if (failure.getCause() instanceof AuthorizationException
          || failure.getCause() instanceof AuthenticationException) {
        deny(failure);
      } else {
        dropAll(failure);
      }
    } else {
      throw failure;
    }
  }

  /** Runs within a poll, before others get the partitions: what is being committed comes first. */
  private void revoked(Set<TopicPartition> partitions) {
    Optional<Committer.Outcome> outcome = committer.await(COMMIT_WITHIN);
    if (outcome.isPresent() && outcome.get().failure() == null) {
      settle(outcome.get());
    } else if (outcome.isPresent()) {
      // what follows from a failure is not done within a poll
      late = outcome;
    }
    reader.forget(partitions);
    queue.revoked(partitions);
  }

  private void deny(RuntimeException failure) {
    denied = Optional.of("Kafka denies this worker what it needs: " + failure.getMessage());
    dropAll(failure);
  }

  private void dropAll(RuntimeException failure) {
    LOG.atWarn().setCause(failure).log("starting again from the committed offsets");
    metrics.aborted();
    reader.forgetAll();
    queue.clear();
    startAgain = true;
  }

  /** What is being drawn is answered; the rest stays for others. */
  private void finish() {
    try {
      pipeline.end(FINISH_WITHIN);
      committer.await(COMMIT_WITHIN).ifPresent(this::settle);
      collectDrawn();
      beginCommit();
      committer.await(COMMIT_WITHIN).ifPresent(this::settle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}

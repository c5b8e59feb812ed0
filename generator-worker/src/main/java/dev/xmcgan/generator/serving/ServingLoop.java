package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.Answers;
import dev.xmcgan.generator.answers.Committer;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.transport.transactions.DeniedTransactionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
 * offsets; drawing is deterministic, so the second answer is the first. In the same way what was
 * passed over is read again, once nothing is under way.
 */
public final class ServingLoop implements RequestLoop {
  /**
   * So many records held, or places where some were passed over, and no more are fetched. Among
   * these priorities and shares of tenants choose; and as many gaps the offsets' metadata can name,
   * of which brokers take 4 KB.
   */
  private static final int MAX_RECORDS = 512;

  private static final Duration IDLE_POLL = Duration.ofMillis(100);

  /** While lanes draw, new requests can wait for so long to be looked at. */
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);

  /** While no lane could take them, for so long. What ends that wakes the loop. */
  private static final Duration FULL_PAUSE = Duration.ofMillis(50);

  /** How often metrics are told what waits. */
  private static final Duration TELL_EVERY = Duration.ofMillis(500);

  private static final Duration FINISH_WITHIN = Duration.ofSeconds(4);
  private static final Duration COMMIT_WITHIN = Duration.ofSeconds(3);
  private static final Logger LOG = LoggerFactory.getLogger(ServingLoop.class);

  private final RequestQueue queue;
  private final RequestReader reader;
  private final DrawingPipeline pipeline;
  private final LaneFeeder lanes;
  private final CommitCycle commits;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final LoopSignals signals;
  private final Backoff backoff = new Backoff();
  private boolean startAgain;
  private Instant told = Instant.EPOCH;
  private volatile Instant lastTurn;
  private volatile Optional<String> denied = Optional.empty();

  ServingLoop(
      RequestQueue queue,
      RequestReader reader,
      DrawingPipeline pipeline,
      LaneFeeder lanes,
      Committer committer,
      CommitPacing pacing,
      Answers answers,
      WorkerMetrics metrics,
      Consumer<String> published,
      LoopSignals signals,
      Clock clock) {
    this.queue = queue;
    this.reader = reader;
    this.pipeline = pipeline;
    this.lanes = lanes;
    this.commits =
        new CommitCycle(queue, committer, pacing, answers, metrics, published, this::committed);
    this.metrics = metrics;
    this.signals = signals;
    this.clock = clock;
    this.lastTurn = clock.instant();
  }

  @Override
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

  @Override
  public void stop() {
    signals.stop();
  }

  @Override
  public Instant stuckSince() {
    Instant turned = lastTurn;
    return pipeline.drawingSince().filter(since -> since.isBefore(turned)).orElse(turned);
  }

  @Override
  public Optional<String> trouble() {
    return denied.or(reader::trouble);
  }

  @Override
  public void close() {
    try (commits;
        pipeline) {
      reader.close();
    }
  }

  /**
   * Goes back to what is committed, once no transaction is under way that could still commit what
   * would be read again.
   */
  private boolean rewound() {
    commits.collect().ifPresent(this::failed);
    commits.await(COMMIT_WITHIN).ifPresent(this::failed);
    if (!commits.isIdle()) {
      return false;
    }
    reader.rewind();
    startAgain = false;
    return true;
  }

  private void turn() {
    lanes.collect();
    commits.collect().ifPresent(this::failed);
    if (startAgain) {
      return;
    }
    reader.pause(
        !lanes.canServe()
            || queue.held() + queue.placesPassedOver() >= MAX_RECORDS
            || shallReadAgain());
    reader.read(busy() ? Duration.ZERO : lanes.untilDue(IDLE_POLL));
    lanes.feed();
    commits.beginIfDue(reader::group, lanes.hasBacklog());
    tellWhatWaits();
    if (busy()) {
      signals.awaitWork(lanes.hasRoom() ? lanes.untilDue(BUSY_PAUSE) : FULL_PAUSE);
    } else if (shallReadAgain()) {
      LOG.atInfo().log("reading again what was passed over while its schemas were not known");
      startAgain();
    }
  }

  private boolean shallReadAgain() {
    return queue.placesPassedOver() > 0 && reader.hasRoom();
  }

  private void tellWhatWaits() {
    Instant now = clock.instant();
    if (now.isBefore(told.plus(TELL_EVERY))) {
      return;
    }
    told = now;
    RequestConsumer.Unread unread = reader.unread();
    metrics.waiting(
        new WorkerMetrics.Waiting(
            queue.requests(), queue.oldest(), unread.requests(), unread.oldest()));
  }

  private boolean busy() {
    return !lanes.isIdle() || !commits.isIdle() || queue.answers() > 0;
  }

  /** Runs within a poll, before others get the partitions: what is being committed comes first. */
  private void revoked(Set<TopicPartition> partitions) {
    commits.awaitWithinPoll(COMMIT_WITHIN);
    reader.forget(partitions);
    queue.revoked(partitions);
  }

  private void committed() {
    backoff.reset();
    denied = Optional.empty();
  }

  private void failed(RuntimeException failure) {
    if (failure instanceof DeniedTransactionException) {
      deny(failure);
    } else {
      dropAll(failure);
    }
  }

  private void deny(RuntimeException failure) {
    denied = Optional.of("Kafka denies this worker what it needs: " + failure.getMessage());
    dropAll(failure);
  }

  private void dropAll(RuntimeException failure) {
    LOG.atWarn().setCause(failure).log("starting again from the committed offsets");
    metrics.aborted();
    startAgain();
  }

  private void startAgain() {
    reader.forgetAll();
    queue.clear();
    startAgain = true;
  }

  /** What is being drawn is answered; the rest stays for others. */
  private void finish() {
    try {
      pipeline.end(FINISH_WITHIN);
      commits.await(COMMIT_WITHIN).ifPresent(this::failed);
      lanes.collectDrawn();
      commits.begin(reader::group);
      commits.await(COMMIT_WITHIN).ifPresent(this::failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

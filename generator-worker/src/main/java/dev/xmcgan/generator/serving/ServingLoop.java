package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.BatchLimits;
import dev.xmcgan.generator.batching.MicroBatcher;
import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RefusedTransactionException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls requests, forms micro-batches, draws them and answers them, each micro-batch in one
 * transaction with the offsets it finishes. All of it on the thread that calls {@link #run}.
 *
 * <p>Where a transaction fails, everything held is dropped and read again from the committed
 * offsets; drawing is deterministic, so the second answer is the first. A generator is replaced
 * between two turns only.
 */
public final class ServingLoop implements AutoCloseable {
  /** Most records of one poll, and half the most records held. */
  private static final int MAX_RECORDS = 256;

  /** Micro-batches' worth of images that are held before no more is fetched. */
  private static final int HELD_BATCHES = 2;

  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(ServingLoop.class);

  private final BatchLimits limits;
  private final LoadedGenerators roster;
  private final WorkerMetrics metrics;
  private final Consumer<String> published;
  private final Clock clock;
  private final OffsetTracker ledger = new OffsetTracker();
  private final TransactionBuffer outbox = new TransactionBuffer();
  private final MicroBatcher<HeldRequest> batcher;
  private final Answers answers;
  private final Studio studio;
  private final RequestConsumer consumer;
  private final Intake intake;
  private final TransactionalProducer producer;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private Duration backoff = FIRST_BACKOFF;
  private volatile Instant lastTurn;

  /**
   * Opens the producer, which fences an earlier worker of the same id, and joins the group.
   *
   * @param published told, after each transaction with images, the checkpoints that drew them
   */
  public ServingLoop(
      KafkaSettings settings,
      AvroSerdes serdes,
      String workerId,
      BatchLimits limits,
      LoadedGenerators roster,
      WorkerMetrics metrics,
      Consumer<String> published,
      Clock clock) {
    this.limits = limits;
    this.roster = roster;
    this.metrics = metrics;
    this.published = published;
    this.clock = clock;
    this.lastTurn = clock.instant();
    batcher = new MicroBatcher<>(limits, clock);
    answers = new Answers(settings, serdes, workerId, clock);
    studio = new Studio(roster, batcher, ledger, answers, outbox, metrics, clock);
    intake = new Intake(settings, serdes, answers, outbox, ledger, batcher);
    producer = new TransactionalProducer(settings, workerId);
    int maxRecords = Math.min(limits.maxImages(), MAX_RECORDS);
    consumer = new RequestConsumer(settings, serdes, workerId, maxRecords, ledger, studio::drop);
  }

  /**
   * Serves until {@link #stop}; finishes the micro-batch it is at.
   *
   * @throws FencedException when another worker took over this one's id
   */
  public void run() {
    boolean rewind = false;
    while (!stopped(Duration.ZERO)) {
      lastTurn = clock.instant();
      try {
        if (rewind) {
          consumer.rewind();
          rewind = false;
        }
        turn();
        backoff = FIRST_BACKOFF;
      } catch (RetriableTransactionException | RetriableException e) {
        LOG.atWarn().setCause(e).log("starting again from the committed offsets");
        metrics.aborted();
        studio.dropAll();
        outbox.clear();
        rewind = true;
        stopped(backoff);
        backoff = longer(backoff);
      }
    }
  }

  /** Ends {@link #run} after its current micro-batch; from any thread. */
  public void stop() {
    stopping.countDown();
  }

  /** When the loop last began a turn; from any thread. */
  public Instant lastTurn() {
    return lastTurn;
  }

  /** Leaves the group; what was held goes to other workers. */
  @Override
  public void close() {
    try {
      consumer.close();
    } finally {
      producer.close();
    }
  }

  private void turn() {
    roster.settle();
    consumer.hold(!roster.canServe() || full());
    consumer.poll(pollFor()).forEach(intake::take);
    studio.turnAway();
    batcher.next(studio::generatorOf).ifPresent(studio::draw);
    metrics.held(batcher.requests());
    commit();
  }

  private boolean full() {
    return batcher.images() >= HELD_BATCHES * limits.maxImages()
        || batcher.requests() >= MAX_RECORDS;
  }

  private Duration pollFor() {
    return batcher
        .untilDue(studio::generatorOf)
        .filter(due -> due.compareTo(IDLE_POLL) < 0)
        .orElse(IDLE_POLL);
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = ledger.toCommit();
    if (offsets.isEmpty()) {
      return;
    }
    Instant begin = clock.instant();
    try {
      producer.commit(outbox.records(), offsets, consumer.group());
    } catch (RefusedTransactionException e) {
      if (!outbox.hasImages()) {
        throw e;
      }
      // for ever too large for this broker: say so, or these requests would block their partitions
      LOG.atError().setCause(e).log("images were refused by Kafka; answering with failures");
      RequestFailure failure =
          RequestFailure.internal("the images were refused: " + e.getMessage(), 1);
      outbox.replaceImages(failure.code(), requestId -> answers.failure(requestId, failure));
      producer.commit(outbox.records(), offsets, consumer.group());
    }
    ledger.committed();
    Set<String> drewImages = outbox.checkpoints();
    outbox.committed(metrics, Duration.between(begin, clock.instant()));
    drewImages.forEach(published);
  }

  /** Waits for the stop signal. */
  private boolean stopped(Duration patience) {
    try {
      return stopping.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration longer(Duration backoff) {
    Duration doubled = backoff.multipliedBy(2);
    return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
  }
}

package dev.xmcgan.generator.answers;

import dev.xmcgan.generator.queue.AnswerBatch;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * Commits on a thread of its own, one transaction at a time, while the next micro-batches are
 * drawn. What it returns is the serving thread's to act on.
 */
public final class Committer implements AutoCloseable {
  private final TransactionalProducer producer;
  private final Runnable onDone;
  private final Clock clock;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "committing");
            thread.setDaemon(true);
            return thread;
          });
  private Optional<CompletableFuture<Outcome>> running = Optional.empty();

  /**
   * What became of a transaction.
   *
   * @param failure null when it went through
   */
  public record Outcome(
      AnswerBatch batch, Instant begun, Duration took, RuntimeException failure) {}

  /**
   * @param onDone called on the committing thread when there is an outcome
   */
  public Committer(TransactionalProducer producer, Runnable onDone, Clock clock) {
    this.producer = producer;
    this.onDone = onDone;
    this.clock = clock;
  }

  /** Whether nothing is under way and nothing waits to be collected. */
  public boolean isIdle() {
    return running.isEmpty();
  }

  public void begin(AnswerBatch batch, ConsumerGroupMetadata group) {
    if (running.isPresent()) {
      throw new IllegalStateException("a transaction is under way");
    }
    CompletableFuture<Outcome> outcome =
        CompletableFuture.supplyAsync(() -> commit(batch, group), thread);
    running = Optional.of(outcome);
    outcome.whenComplete((done, failure) -> onDone.run());
  }

  /** The outcome of the transaction, once; empty while it is under way. */
  public Optional<Outcome> collect() {
    return running.filter(CompletableFuture::isDone).map(this::taken);
  }

  /** As {@link #collect}, after waiting for the outcome for a while. */
  public Optional<Outcome> await(Duration patience) {
    running.ifPresent(
        outcome -> {
          try {
            outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ExecutionException | TimeoutException e) {
            // the collector sees it, or it is still under way
          }
        });
    return collect();
  }

  /** Ends, the producer, too; a transaction under way is interrupted and aborted. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // its producer is closed next, and must not be in use
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close();
    }
  }

  private Outcome taken(CompletableFuture<Outcome> outcome) {
    running = Optional.empty();
    return outcome.join();
  }

  private Outcome commit(AnswerBatch batch, ConsumerGroupMetadata group) {
    Instant begin = clock.instant();
    RuntimeException failure = null;
    try {
      producer.commit(batch.records(), batch.offsets(), group);
    } catch (RuntimeException e) {
      failure = e;
    }
    return new Outcome(batch, begin, Duration.between(begin, clock.instant()), failure);
  }
}

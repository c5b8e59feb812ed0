package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.Answers;
import dev.xmcgan.generator.answers.Committer;
import dev.xmcgan.generator.queue.Answer;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RefusedTransactionException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.StaleMembershipException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings answers from the queue into transactions, one after the other, and tells the queue what
 * became of each. Serving thread only.
 *
 * <p>What it returns is a failure upon which everything that is held must be read again; what it
 * throws ends the worker ({@link FencedException}).
 */
final class CommitCycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitCycle.class);

  private final RequestQueue queue;
  private final Committer committer;
  private final CommitPacing pacing;
  private final Answers answers;
  private final WorkerMetrics metrics;
  private final Consumer<String> published;
  private final Runnable onCommitted;
  private Optional<Committer.Outcome> late = Optional.empty();

  /**
   * @param published told the checkpoints whose images were committed
   * @param onCommitted called after each transaction that went through
   */
  CommitCycle(
      RequestQueue queue,
      Committer committer,
      CommitPacing pacing,
      Answers answers,
      WorkerMetrics metrics,
      Consumer<String> published,
      Runnable onCommitted) {
    this.queue = queue;
    this.committer = committer;
    this.pacing = pacing;
    this.answers = answers;
    this.metrics = metrics;
    this.published = published;
    this.onCommitted = onCommitted;
  }

  /** Whether no transaction is under way. */
  boolean isIdle() {
    return committer.isIdle();
  }

  /**
   * Begins a transaction if one is due.
   *
   * @param backlog whether the lanes have enough to draw until it is through
   */
  void beginIfDue(Supplier<ConsumerGroupMetadata> group, boolean backlog) {
    if (committer.isIdle() && pacing.isDue(queue.answers(), backlog)) {
      begin(group);
    }
  }

  /** Begins a transaction with all that is answered, unless one is under way. */
  void begin(Supplier<ConsumerGroupMetadata> group) {
    if (committer.isIdle()) {
      queue.drainForCommit().ifPresent(batch -> committer.begin(batch, group.get()));
    }
  }

  /** Looks what became of the transaction, if it is through. */
  Optional<RuntimeException> collect() {
    Optional<Committer.Outcome> outcome = late.or(committer::collect);
    late = Optional.empty();
    return outcome.flatMap(this::settle);
  }

  /** As {@link #collect}, after waiting for it for a while. */
  Optional<RuntimeException> await(Duration patience) {
    return committer.await(patience).flatMap(this::settle);
  }

  /** Waits for the transaction under way; what follows from a failure is left for later. */
  void awaitWithinPoll(Duration patience) {
    Optional<Committer.Outcome> outcome = committer.await(patience);
    if (outcome.filter(each -> each.failure() == null).isPresent()) {
      settle(outcome.get());
    } else if (outcome.isPresent()) {
      late = outcome;
    }
  }

  /** Ends; a transaction under way is aborted. */
  @Override
  public void close() {
    committer.close();
  }

  private Optional<RuntimeException> settle(Committer.Outcome outcome) {
    RuntimeException failure = outcome.failure();
    if (failure == null) {
      queue.committed();
      onCommitted.run();
      answers.committed(outcome, metrics).forEach(published);
    } else if (failure instanceof StaleMembershipException) {
      LOG.atInfo().setCause(failure).log("the group moved on; committing what is still ours");
      queue.notCommitted();
    } else if (failure instanceof RefusedTransactionException) {
      LOG.atWarn()
          .setCause(failure)
          .addKeyValue(
              "requestIds",
              outcome.batch().answers().stream()
                  .map(Answer::request)
                  .flatMap(Optional::stream)
                  .toList())
          .log("a transaction was refused; trying its answers apart");
      String why = String.valueOf(failure.getMessage());
      queue.refused(answer -> answers.instead(answer, why));
    } else if (failure instanceof RetriableTransactionException) {
      return Optional.of(failure);
    } else {
      throw failure;
    }
    return Optional.empty();
  }
}

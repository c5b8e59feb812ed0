package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where a trainer writes releases and evaluations: an evaluation and the release
 * that follows from it in one transaction. Of all trainers, the one that took the desk over last
 * can write; the others are fenced out. Thread-safe.
 */
final class ReleasePublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReleasePublisher.class);
  private static final Consumed NOTHING_READ = Consumed.nothing();
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final ReleaseStore views;
  private final Changes changes;
  private final String transactionalId;
  private Optional<TransactionalProducer> transactions = Optional.empty();
  private boolean fenced;

  /**
   * @param changes told of each change of the views
   */
  ReleasePublisher(
      KafkaSettings kafka, AvroSerdes serdes, ReleaseStore views, Changes changes, String channel) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.views = views;
    this.changes = changes;
    this.transactionalId = "releases-" + channel;
  }

  /**
   * Fences out who had the desk before; waits for Kafka.
   *
   * @return false when another trainer took it over since
   */
  synchronized boolean takeOver() {
    if (transactions.isEmpty() && !fenced) {
      transactions = Optional.of(new TransactionalProducer(kafka, transactionalId));
    }
    return !fenced;
  }

  /** Leaves the desk; it can be taken over again later. */
  synchronized void standDown() {
    transactions.ifPresent(TransactionalProducer::close);
    transactions = Optional.empty();
    fenced = false;
  }

  /**
   * Decides on what the views show, publishes, and waits until they show it. One decision at a
   * time: the gate and the watch for bad releases must not each publish what the other's news
   * forbids.
   *
   * @param decision a change, or nothing to be done
   * @return what was published; empty when nothing was: look again
   */
  synchronized Optional<ReleaseChange> publish(
      Function<ReleaseSnapshot, Optional<ReleaseChange>> decision) throws InterruptedException {
    if (transactions.isEmpty()) {
      return Optional.empty();
    }
    Optional<ReleaseChange> change = decision.apply(views.book());
    if (change.isEmpty() || !commit(change.get())) {
      return Optional.empty();
    }
    if (!changes.await(() -> shows(views.book(), change.get()), VISIBLE_WITHIN)) {
      LOG.warn("A change of releases was published but does not show yet: {}", change.get());
    }
    return change;
  }

  @Override
  public void close() {
    standDown();
  }

  private boolean commit(ReleaseChange change) {
    try {
      transactions
          .get()
          .commit(change.records(kafka, serdes), NOTHING_READ.offsets(), NOTHING_READ.group());
      return true;
    } catch (FencedException e) {
      LOG.warn("Another trainer decides on releases now: {}", e.getMessage());
      transactions.get().close();
      transactions = Optional.empty();
      fenced = true;
    } catch (RetriableTransactionException e) {
      LOG.warn("A change of releases was not published: {}", e.getMessage());
    }
    return false;
  }

  /** Whether it is there, or something newer. */
  private static boolean shows(ReleaseSnapshot book, ReleaseChange change) {
    boolean evaluation =
        change
            .evaluation()
            .map(written -> isThere(book.evaluation(written.getCheckpointId()), written))
            .orElse(true);
    return evaluation
        && change
            .release()
            .map(written -> isThere(book.release(written.getChannel()), written))
            .orElse(true);
  }

  private static boolean isThere(Optional<Evaluation> read, Evaluation written) {
    return read.filter(each -> !each.getDecidedAt().isBefore(written.getDecidedAt())).isPresent();
  }

  private static boolean isThere(Optional<Release> read, Release written) {
    return read.filter(each -> !each.getReleasedAt().isBefore(written.getReleasedAt())).isPresent();
  }
}

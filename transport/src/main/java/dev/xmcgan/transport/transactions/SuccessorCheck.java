package dev.xmcgan.transport.transactions;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out why Kafka fences a producer out: because another one has taken its transactional id
 * over, or because its transaction outlasted its time, as that of a process does which stood still.
 * The producer is told the same in both cases.
 *
 * <p>The coordinator's record of the id tells them apart: an aborted transaction that nothing
 * follows has no successor. A successor aborts it, too, and then needs a moment to start, for which
 * this waits. Where Kafka does not tell, there is none: of two that take each other's place the one
 * that stood still for no time is told so at its next transaction.
 */
final class SuccessorCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SuccessorCheck.class);
  private static final Duration START_OF_A_SUCCESSOR = Duration.ofSeconds(3);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final Set<TransactionState> ABORTED =
      Set.of(
          TransactionState.PREPARE_EPOCH_FENCE,
          TransactionState.PREPARE_ABORT,
          TransactionState.COMPLETE_ABORT);

  private final Map<String, Object> adminConfig;
  private final String transactionalId;

  SuccessorCheck(Map<String, Object> adminConfig, String transactionalId) {
    this.adminConfig = adminConfig;
    this.transactionalId = transactionalId;
  }

  /**
   * Whether another producer has the id now; takes some seconds where none has.
   *
   * @throws InterruptException when interrupted
   */
  boolean hasSuccessor() {
    long begin = System.nanoTime();
    try (Admin admin = Admin.create(adminConfig)) {
      while (System.nanoTime() - begin < START_OF_A_SUCCESSOR.toNanos()) {
        Optional<TransactionState> state = state(admin);
        if (state.isEmpty()) {
          break;
        }
        if (!ABORTED.contains(state.get())) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN.toMillis());
      }
      LOG.atWarn()
          .addKeyValue("transactionalId", transactionalId)
          .log("a transaction outlasted its time; starting again with a new producer");
      return false;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Empty where Kafka knows no such id, as after days without a transaction, or does not tell. */
  private Optional<TransactionState> state(Admin admin) throws InterruptedException {
    try {
      return Optional.of(
          admin
              .describeTransactions(Set.of(transactionalId))
              .description(transactionalId)
              .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
              .state());
    } catch (ExecutionException | TimeoutException e) {
      if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
        LOG.atWarn()
            .addKeyValue("transactionalId", transactionalId)
            .setCause(e)
            .log("Kafka does not tell who has a transactional id");
      }
      return Optional.empty();
    }
  }
}

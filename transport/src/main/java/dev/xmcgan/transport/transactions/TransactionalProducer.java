package dev.xmcgan.transport.transactions;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results and consumed offsets in transactions under one transactional id: read-committed
 * readers see all of a transaction or none of it. Creating one waits for the broker, aborts what a
 * previous holder of the id left open, and fences that holder out.
 *
 * <p>Failures: {@link RetriableTransactionException} (aborted, commit the same again), its special
 * cases {@link StaleMembershipException} (the group has moved on, poll first) and {@link
 * DeniedTransactionException} (Kafka does not let this producer write), {@link
 * RefusedTransactionException} (aborted, and never taken) and {@link FencedException} (somebody
 * else holds the id now, give up). After a failure that leaves the producer unusable without
 * anybody having taken over, the next transaction starts with a new one: so it does after a process
 * stood still for longer than a transaction may take.
 *
 * <p>One transaction at a time: calls from several threads wait for one another.
 */
public final class TransactionalProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionalProducer.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final ProducerOpener opener;
  private final String transactionalId;
  private final SuccessorCheck successors;
  private Producer<String, byte[]> producer;
  private boolean fenced;

  /**
   * Waits for the broker for as long as it takes; an interrupt ends the wait with {@link
   * InterruptException}.
   *
   * @param transactionalId without the topic prefix
   */
  public TransactionalProducer(KafkaSettings settings, String transactionalId) {
    this(settings, transactionalId, KafkaSettings.TRANSACTION_TIMEOUT);
  }

  /**
   * @param transactionTimeout the longest a transaction may take
   */
  public TransactionalProducer(
      KafkaSettings settings, String transactionalId, Duration transactionTimeout) {
    this(settings, transactionalId, TimeoutRange.always(transactionTimeout));
  }

  /**
   * With a timeout chosen from what transactions take.
   *
   * @param timeouts between which it is chosen
   */
  public TransactionalProducer(
      KafkaSettings settings, String transactionalId, TimeoutRange timeouts) {
    this(settings, transactionalId, timeouts, Optional.empty());
  }

  /**
   * Waits for the broker for a while only.
   *
   * @throws RetriableTransactionException when it did not let this producer write within that time
   */
  public TransactionalProducer(
      KafkaSettings settings,
      String transactionalId,
      Duration transactionTimeout,
      Duration patience) {
    this(settings, transactionalId, TimeoutRange.always(transactionTimeout), Optional.of(patience));
  }

  private TransactionalProducer(
      KafkaSettings settings,
      String transactionalId,
      TimeoutRange timeouts,
      Optional<Duration> patience) {
    this.opener = new ProducerOpener(settings, transactionalId, timeouts, patience);
    this.transactionalId = settings.id(transactionalId);
    this.successors = new SuccessorCheck(settings.admin(), this.transactionalId);
    this.producer = opener.open();
  }

  /**
   * Sends all records and commits the offsets in one transaction; returns when it is committed.
   *
   * @param offsets the next offset to read for each consumed partition; may be empty
   * @param group {@code consumer.groupMetadata()}, taken after the last poll
   */
  public void commit(
      Collection<ProducerRecord<String, byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    inTransaction(
        transaction -> {
          records.forEach(transaction::send);
          transaction.consumed(offsets, group);
          return null;
        });
  }

  /**
   * Runs the body in one transaction and commits it; for records that need the offsets of earlier
   * ones. An exception of the body aborts the transaction and passes through.
   */
  public synchronized <R, X extends Exception> R inTransaction(TransactionBody<R, X> body)
      throws X {
    begin();
    CheckedSends sends = new CheckedSends(producer);
    long begun = System.nanoTime();
    R result;
    try {
      result = body.run(sends);
      sends.flush();
      commitForCertain();
    } catch (KafkaException e) {
      boolean renew = opener.hasOtherTimeoutAfter(Duration.ofNanos(System.nanoTime() - begun));
      RuntimeException aborted = aborted(e);
      if (renew) {
        discardProducer();
      }
      throw aborted;
    } catch (Exception e) {
      abort();
      throw TransactionFailures.<X>sneaky(e);
    }
    if (opener.hasOtherTimeoutAfter(Duration.ofNanos(System.nanoTime() - begun))) {
      renewProducer();
    }
    return result;
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_PATIENCE);
      producer = null;
    }
  }

  private void begin() {
    if (fenced) {
      throw new FencedException(transactionalId + " was fenced before", null);
    }
    try {
      if (producer == null) {
        producer = opener.open();
      }
      producer.beginTransaction();
    } catch (KafkaException e) {
      throw aborted(e);
    }
  }

  /**
   * A commit that runs out of time may have happened or not; asking again tells, and until then
   * nobody may write the same results a second time.
   */
  private void commitForCertain() {
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        LOG.atWarn()
            .addKeyValue("transactionalId", transactionalId)
            .addKeyValue("reason", e.getMessage())
            .log("waiting for Kafka to commit");
      }
    }
  }

  /** At once, while the id is ours; where it fails the next transaction tries it again. */
  private void renewProducer() {
    discardProducer();
    try {
      producer = opener.open();
    } catch (KafkaException | RetriableTransactionException e) {
      LOG.atInfo()
          .addKeyValue("transactionalId", transactionalId)
          .addKeyValue("reason", e.toString())
          .log("no producer yet for the next transaction");
    }
  }

  private RuntimeException aborted(KafkaException failure) {
    // also after a timeout: the abort tells one that stood still that its place is taken;
    // a new producer would take the place of its successor
    if (TransactionFailures.isFencing(failure) || !abort()) {
      discardProducer();
      fenced = successors.hasSuccessor();
    }
    if (fenced) {
      return new FencedException(
          "transactional id %s is held by somebody else: %s"
              .formatted(transactionalId, failure.getMessage()),
          failure);
    }
    if (failure instanceof InterruptException interrupt) {
      return interrupt;
    }
    return TransactionFailures.ofAborted(transactionalId, failure);
  }

  /**
   * Aborts; where even that fails, a new producer's start aborts what this one left open.
   *
   * @return false if the producer is fenced
   */
  private boolean abort() {
    if (producer == null) {
      return true;
    }
    try {
      producer.abortTransaction();
      return true;
    } catch (KafkaException | IllegalStateException e) {
      if (TransactionFailures.isFencing(e)) {
        return false;
      }
      LOG.atInfo()
          .addKeyValue("transactionalId", transactionalId)
          .addKeyValue("reason", e.toString())
          .log("a producer is done for, opening a new one");
      discardProducer();
      return true;
    }
  }

  private void discardProducer() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}

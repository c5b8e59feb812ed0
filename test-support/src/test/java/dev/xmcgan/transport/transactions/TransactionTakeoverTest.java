package dev.xmcgan.transport.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

/** Transactions of whoever stands still, or whose place another takes. */
class TransactionTakeoverTest extends TransactionsOnKafka {
  /** How many times over the last transaction fits into the timeout that follows. */
  private static final int ROOM = 4;

  @Test
  void aZombieIsFencedByItsSuccessor() {
    // given
    try (TransactionalProducer zombie = new TransactionalProducer(settings, "worker")) {
      zombie.commit(List.of(result("before")), Map.of(), NO_GROUP);
      try (TransactionalProducer successor = new TransactionalProducer(settings, "worker")) {

        // when, then
        assertThatThrownBy(() -> zombie.commit(List.of(result("zombie")), Map.of(), NO_GROUP))
            .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> zombie.commit(List.of(result("zombie")), Map.of(), NO_GROUP))
            .isInstanceOf(FencedException.class);
        successor.commit(List.of(result("after")), Map.of(), NO_GROUP);
        assertThat(keys(Topic.IMAGE_RESULTS)).containsExactlyInAnyOrder("before", "after");
      }
    }
  }

  @Test
  void aSuccessorAbortsWhatItsPredecessorLeftOpen() {
    // given a worker that hangs within a transaction
    try (TransactionalProducer hanging = new TransactionalProducer(settings, "worker")) {
      assertThatThrownBy(
              () ->
                  hanging.inTransaction(
                      transaction -> {
                        transaction.send(result("half"));
                        transaction.flush();

                        // when its successor starts and works
                        try (TransactionalProducer successor =
                            new TransactionalProducer(settings, "worker")) {
                          successor.commit(List.of(result("whole")), Map.of(), NO_GROUP);
                        }
                        return null;
                      }))
          .isInstanceOf(FencedException.class);
    }

    // then
    assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("whole");
  }

  @Test
  void aTransactionThatOutlastsItsTimeIsAborted() throws Exception {
    // given a worker that stands still within a transaction
    try (TransactionalProducer slow = shortTransactions()) {

      // when, then
      assertThatThrownBy(
              () ->
                  slow.inTransaction(
                      transaction -> {
                        transaction.send(result("late"));
                        transaction.flush();
                        awaitStateOtherThan(TransactionState.ONGOING);
                        return null;
                      }))
          .isInstanceOf(RetriableTransactionException.class);
      slow.commit(List.of(result("again")), Map.of(), NO_GROUP);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("again");
    }
  }

  @Test
  void theTimeoutFollowsWhatTransactionsTake() throws Exception {
    // given
    Duration first = Duration.ofSeconds(2);
    TimeoutRange range = new TimeoutRange(first, first, Duration.ofMinutes(10));
    try (TransactionalProducer transactions =
        new TransactionalProducer(settings, "worker", range)) {
      transactions.commit(List.of(result("quick")), Map.of(), NO_GROUP);
      Duration before = timeout();

      // when: one has more to send than that time suffices for
      assertThatThrownBy(
              () ->
                  transactions.inTransaction(
                      transaction -> {
                        transaction.send(result("late"));
                        transaction.flush();
                        awaitStateOtherThan(TransactionState.ONGOING);
                        return null;
                      }))
          .isInstanceOf(RetriableTransactionException.class);
      transactions.commit(List.of(result("again")), Map.of(), NO_GROUP);

      // then: it would have the time at its next try
      assertThat(timeout()).isGreaterThanOrEqualTo(before.multipliedBy(ROOM));

      // and: many that are quick have a short one again
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                transactions.commit(List.of(result("quick")), Map.of(), NO_GROUP);
                return timeout().equals(first);
              });
      assertThat(keys(Topic.IMAGE_RESULTS)).contains("again").doesNotContain("late");
    }
  }

  @Test
  void standingStillBetweenResultsAndOffsetsIsNotTakenForASuccessor() throws Exception {
    // given a worker that stands still when the results are sent, and the offsets are not
    records.sendRaw(Topic.CAPTION_REQUESTS, "r", bytes("1"));
    try (KafkaConsumer<String, byte[]> consumer = worker();
        TransactionalProducer held = shortTransactions()) {
      Map<TopicPartition, OffsetAndMetadata> next = pollUntil(consumer, 1);

      // when, then
      assertThatThrownBy(
              () ->
                  standStill(
                      held,
                      consumer,
                      next,
                      () -> awaitStateOtherThan(TransactionState.PREPARE_ABORT)))
          .isInstanceOf(RetriableTransactionException.class)
          .hasRootCauseInstanceOf(ProducerFencedException.class);
      held.commit(List.of(result("again")), next, consumer.groupMetadata());
      assertThat(consumer.committed(next.keySet())).isEqualTo(next);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("again");
    }
  }

  @Test
  void standingStillForSoLongThatASuccessorWorksEndsTheZombie() throws Exception {
    // given a worker that stands still within a transaction, and whose place is taken
    records.sendRaw(Topic.CAPTION_REQUESTS, "r", bytes("1"));
    try (KafkaConsumer<String, byte[]> consumer = worker();
        TransactionalProducer zombie = shortTransactions()) {
      Map<TopicPartition, OffsetAndMetadata> next = pollUntil(consumer, 1);

      // when, then
      assertThatThrownBy(
              () ->
                  standStill(
                      zombie,
                      consumer,
                      next,
                      () -> new TransactionalProducer(settings, "worker").close()))
          .isInstanceOf(FencedException.class);
    }
  }

  @Test
  void aZombieThatHearsNothingInTimeDoesNotTakeItsSuccessorsPlace() {
    // given
    try (TransactionalProducer zombie = new TransactionalProducer(impatient(), "worker")) {
      zombie.commit(List.of(result("before")), Map.of(), NO_GROUP);
      try (TransactionalProducer successor = new TransactionalProducer(settings, "worker")) {

        // when, then
        assertThatThrownBy(() -> zombie.commit(List.of(nowhere()), Map.of(), NO_GROUP))
            .isInstanceOf(RetriableTransactionException.class);
        assertThatThrownBy(() -> zombie.commit(List.of(result("zombie")), Map.of(), NO_GROUP))
            .isInstanceOf(FencedException.class);
        successor.commit(List.of(result("after")), Map.of(), NO_GROUP);
        assertThat(keys(Topic.IMAGE_RESULTS)).containsExactlyInAnyOrder("before", "after");
      }
    }
  }

  /** Between its results and its offsets, until Kafka has given its transaction up and more. */
  private void standStill(
      TransactionalProducer worker,
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, OffsetAndMetadata> next,
      Runnable meanwhile) {
    worker.inTransaction(
        transaction -> {
          transaction.send(result("late"));
          transaction.flush();
          awaitStateOtherThan(TransactionState.ONGOING);
          meanwhile.run();
          transaction.consumed(next, consumer.groupMetadata());
          return null;
        });
  }

  private Duration timeout() throws Exception {
    String id = settings.id("worker");
    try (Admin admin = Admin.create(settings.admin())) {
      return Duration.ofMillis(
          admin.describeTransactions(Set.of(id)).description(id).get().transactionTimeoutMs());
    }
  }
}

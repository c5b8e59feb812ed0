package dev.xmcgan.transport.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TransactionalProducerTest extends TransactionsOnKafka {
  @Test
  void aCommittedTransactionIsSeenWhole() {
    // given
    try (TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {

      // when
      transactions.commit(List.of(result("a"), result("b"), failure("c")), Map.of(), NO_GROUP);

      // then
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactlyInAnyOrder("a", "b");
      assertThat(keys(Topic.GENERATION_FAILURES)).containsExactly("c");
    }
  }

  @Test
  void nothingOfAnAbortedTransactionIsSeen() {
    // given
    try (TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {

      // when the body fails after records went out
      assertThatThrownBy(
              () ->
                  transactions.inTransaction(
                      transaction -> {
                        transaction.send(result("lost"));
                        transaction.flush();
                        throw new IllegalStateException("no more");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no more");

      // then the same instance goes on
      transactions.commit(List.of(result("kept")), Map.of(), NO_GROUP);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("kept");
    }
  }

  @Test
  void aRecordTheBrokerRefusesAbortsTheWholeTransaction() {
    // given a record larger than any topic takes
    ProducerRecord<String, byte[]> tooLarge =
        new ProducerRecord<>(
            settings.topic(Topic.IMAGE_RESULTS), "big", new byte[Topic.MAX_RECORD_BYTES]);
    try (TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {

      // when, then
      assertThatThrownBy(
              () -> transactions.commit(List.of(result("a"), tooLarge), Map.of(), NO_GROUP))
          .isInstanceOf(RefusedTransactionException.class)
          .isNotInstanceOf(RetriableTransactionException.class);
      transactions.commit(List.of(result("b")), Map.of(), NO_GROUP);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("b");
    }
  }

  @Test
  void whatKafkaDoesNotTellOfIsWaitedForOnceAndNotForEachRecord() {
    // given: no answer comes about a topic that nobody made
    AtomicInteger sent = new AtomicInteger();
    try (TransactionalProducer transactions = new TransactionalProducer(impatient(), "worker")) {

      // when
      assertThatThrownBy(
              () ->
                  transactions.inTransaction(
                      transaction -> {
                        transaction.send(result("lost"));
                        while (sent.getAndIncrement() < 20) {
                          transaction.send(nowhere());
                        }
                        return null;
                      }))
          .isInstanceOf(RetriableTransactionException.class)
          .hasMessageContaining("nowhere")
          .hasCauseInstanceOf(TimeoutException.class);

      // then
      assertThat(sent).hasValue(1);
      transactions.commit(List.of(result("kept")), Map.of(), NO_GROUP);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("kept");
    }
  }

  @Test
  void laterRecordsMayCarryTheOffsetsOfEarlierOnes() throws Exception {
    // given
    try (TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {

      // when
      long offset =
          transactions.inTransaction(
              transaction -> {
                var sent = transaction.send(result("first"));
                transaction.flush();
                long at = sent.get().offset();
                transaction.send(failure(Long.toString(at)));
                return at;
              });

      // then
      assertThat(keys(Topic.GENERATION_FAILURES)).containsExactly(Long.toString(offset));
    }
  }

  @Test
  void offsetsMoveWithTheResultsOrNotAtAll() {
    // given a worker that has read two requests
    records.sendRaw(Topic.CAPTION_REQUESTS, "r", bytes("1"));
    records.sendRaw(Topic.CAPTION_REQUESTS, "r", bytes("2"));
    try (KafkaConsumer<String, byte[]> consumer = worker();
        TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {
      Map<TopicPartition, OffsetAndMetadata> next = pollUntil(consumer, 2);

      // when the first attempt fails
      assertThatThrownBy(
              () ->
                  transactions.inTransaction(
                      transaction -> {
                        transaction.send(result("r"));
                        transaction.consumed(next, consumer.groupMetadata());
                        throw new IllegalStateException();
                      }))
          .isInstanceOf(IllegalStateException.class);

      // then nothing has moved
      assertThat(consumer.committed(next.keySet()).values()).containsOnlyNulls();

      // when the second succeeds
      transactions.commit(List.of(result("r")), next, consumer.groupMetadata());

      // then
      assertThat(consumer.committed(next.keySet())).isEqualTo(next);
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("r");
    }
  }

  @Test
  void aWorkerThatHasLeftTheGroupCannotCommitItsOffsets() {
    // given a worker that left after it had read
    records.sendRaw(Topic.CAPTION_REQUESTS, "r", bytes("1"));
    Map<TopicPartition, OffsetAndMetadata> next;
    ConsumerGroupMetadata left;
    try (KafkaConsumer<String, byte[]> consumer = worker()) {
      next = pollUntil(consumer, 1);
      left = consumer.groupMetadata();
    }
    try (KafkaConsumer<String, byte[]> other = worker();
        TransactionalProducer transactions = new TransactionalProducer(settings, "worker")) {
      pollUntil(other, 1);

      // when, then
      assertThatThrownBy(() -> transactions.commit(List.of(result("r")), next, left))
          .isInstanceOf(StaleMembershipException.class);
      transactions.commit(List.of(result("s")), next, other.groupMetadata());
      assertThat(keys(Topic.IMAGE_RESULTS)).containsExactly("s");
    }
  }
}

package dev.xmcgan.transport.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionalProducerTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final ConsumerGroupMetadata NO_GROUP = new ConsumerGroupMetadata("nobody");

  /** How many times over the last transaction fits into the timeout that follows. */
  private static final int ROOM = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private KafkaSettings settings;
  private Records records;

  @BeforeEach
  void provision(TestInfo test) {
    settings = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(settings);
  }

  @AfterEach
  void closeRecords() {
    records.close();
  }

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
    KafkaSettings impatient =
        new KafkaSettings(
            settings.bootstrapServers(),
            settings.registryUrl(),
            settings.topicPrefix(),
            Map.of("max.block.ms", "1000"));
    AtomicInteger sent = new AtomicInteger();
    try (TransactionalProducer transactions = new TransactionalProducer(impatient, "worker")) {

      // when
      assertThatThrownBy(
              () ->
                  transactions.inTransaction(
                      transaction -> {
                        transaction.send(result("lost"));
                        while (sent.getAndIncrement() < 20) {
                          transaction.send(new ProducerRecord<>("nowhere", "r", bytes("r")));
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
    TimeoutRange range = new TimeoutRange(first, first, Duration.ofMinutes(1));
    try (TransactionalProducer transactions =
        new TransactionalProducer(settings, "worker", range)) {
      transactions.commit(List.of(result("quick")), Map.of(), NO_GROUP);
      assertThat(timeout()).isEqualTo(first);

      // when: one has more to send than two seconds take
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
      assertThat(timeout()).isGreaterThanOrEqualTo(first.multipliedBy(ROOM));

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
                  held.inTransaction(
                      transaction -> {
                        transaction.send(result("late"));
                        transaction.flush();
                        awaitStateOtherThan(TransactionState.ONGOING);
                        awaitStateOtherThan(TransactionState.PREPARE_ABORT);
                        transaction.consumed(next, consumer.groupMetadata());
                        return null;
                      }))
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
                  zombie.inTransaction(
                      transaction -> {
                        transaction.send(result("late"));
                        transaction.flush();
                        awaitStateOtherThan(TransactionState.ONGOING);
                        new TransactionalProducer(settings, "worker").close();
                        transaction.consumed(next, consumer.groupMetadata());
                        return null;
                      }))
          .isInstanceOf(FencedException.class);
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

  private TransactionalProducer shortTransactions() {
    return new TransactionalProducer(settings, "worker", Duration.ofSeconds(2));
  }

  private Duration timeout() throws Exception {
    String id = settings.id("worker");
    try (Admin admin = Admin.create(settings.admin())) {
      return Duration.ofMillis(
          admin.describeTransactions(Set.of(id)).description(id).get().transactionTimeoutMs());
    }
  }

  private void awaitStateOtherThan(TransactionState state) {
    String id = settings.id("worker");
    try (Admin admin = Admin.create(settings.admin())) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> admin.describeTransactions(Set.of(id)).description(id).get().state() != state);
    }
  }

  private KafkaConsumer<String, byte[]> worker() {
    KafkaConsumer<String, byte[]> consumer = KafkaClients.consumer(settings.consumer("workers"));
    consumer.subscribe(Set.of(settings.topic(Topic.CAPTION_REQUESTS)));
    return consumer;
  }

  private static Map<TopicPartition, OffsetAndMetadata> pollUntil(
      KafkaConsumer<String, byte[]> consumer, int count) {
    var read = new ArrayList<ConsumerRecord<String, byte[]>>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100)).forEach(read::add);
              return read.size() >= count;
            });
    ConsumerRecord<String, byte[]> last = read.get(read.size() - 1);
    return Map.of(
        new TopicPartition(last.topic(), last.partition()),
        new OffsetAndMetadata(last.offset() + 1));
  }

  private List<String> keys(Topic topic) {
    return records.readAllRaw(topic).stream().map(ConsumerRecord::key).toList();
  }

  private ProducerRecord<String, byte[]> result(String key) {
    return new ProducerRecord<>(settings.topic(Topic.IMAGE_RESULTS), key, bytes(key));
  }

  private ProducerRecord<String, byte[]> failure(String key) {
    return new ProducerRecord<>(settings.topic(Topic.GENERATION_FAILURES), key, bytes(key));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

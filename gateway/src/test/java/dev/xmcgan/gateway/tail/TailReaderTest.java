package dev.xmcgan.gateway.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.gateway.app.SharedKafka;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.Test;

class TailReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void readsWhatComesAfterItIsPositionedAndNothingBefore() {
    // given
    KafkaSettings kafka = SharedKafka.provision("tail-new-");
    try (Records records = new Records(kafka);
        TailReader reader = reader(kafka, 0, record -> received.add(record.key()))) {
      send(records, "before");

      // when
      startAndAwait(reader);
      send(records, "after");
      send(records, "later");

      // then
      await().atMost(PATIENCE).until(() -> received.size() == 2);
      assertThat(received).containsExactly("after", "later");
    }
  }

  @Test
  void beginsWithTheAskedForNumberOfRecordsBeforeTheEnd() {
    // given
    KafkaSettings kafka = SharedKafka.provision("tail-backlog-");
    try (Records records = new Records(kafka);
        TailReader reader = reader(kafka, 2, record -> received.add(record.key()))) {
      for (String key : List.of("one", "two", "three")) {
        send(records, key);
      }

      // when
      startAndAwait(reader);
      send(records, "four");

      // then
      await().atMost(PATIENCE).until(() -> received.size() == 3);
      assertThat(received).containsExactly("two", "three", "four");
    }
  }

  @Test
  void aTopicThatComesLaterIsReadWhenItIsThere() {
    // given
    KafkaSettings kafka = SharedKafka.settings("tail-late-");
    try (TailReader reader = reader(kafka, 0, record -> received.add(record.key()))) {
      reader.start();
      boolean early = reader.isPositioned();

      // when
      SharedKafka.provision("tail-late-");
      await().atMost(PATIENCE).until(reader::isPositioned);
      try (Records records = new Records(kafka)) {
        send(records, "first");
      }

      // then
      await().atMost(PATIENCE).until(() -> received.contains("first"));
      assertThat(early).isFalse();
    }
  }

  @Test
  void aRecordThatBreaksItsReceiverIsPassedOverOneThatMayDoLaterIsTriedAgain() {
    // given
    KafkaSettings kafka = SharedKafka.provision("tail-failing-");
    AtomicInteger attempts = new AtomicInteger();
    Consumer<ConsumerRecord<String, byte[]>> receiver =
        record -> {
          if (record.key().equals("broken")) {
            throw new IllegalArgumentException("never works");
          }
          if (record.key().equals("registry is away") && attempts.incrementAndGet() < 3) {
            throw new RetriableException("works later") {};
          }
          received.add(record.key());
        };
    try (Records records = new Records(kafka);
        TailReader reader = reader(kafka, 0, receiver)) {
      startAndAwait(reader);

      // when
      for (String key : List.of("broken", "registry is away", "good")) {
        send(records, key);
      }

      // then
      await().atMost(PATIENCE).until(() -> received.contains("good"));
      assertThat(received).containsExactly("registry is away", "good");
      assertThat(attempts).hasValue(3);
    }
  }

  private static void startAndAwait(TailReader reader) {
    reader.start();
    await().atMost(PATIENCE).until(reader::isPositioned);
  }

  /** A topic of one partition, so that order shows. */
  private static TailReader reader(
      KafkaSettings kafka, long backlog, Consumer<ConsumerRecord<String, byte[]>> receiver) {
    return new TailReader(
        "test-tail", kafka, Set.of(kafka.topic(Topic.TRAINING_METRICS)), backlog, receiver);
  }

  private static void send(Records records, String key) {
    records.sendRaw(Topic.TRAINING_METRICS, key, key.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.xmcgan.generator.answers;

import dev.xmcgan.generator.queue.Answer;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Publishes answers outside transactions, acknowledged by all in-sync replicas. */
public final class AnswerPublisher implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  /**
   * A broker that is away is not waited for within a turn of the loop; the next one tries again.
   */
  private static final Map<String, Integer> SHORT_WAITS =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);

  private final Producer<String, byte[]> producer;

  public AnswerPublisher(KafkaSettings settings, String workerId) {
    Map<String, Object> config = new HashMap<>(settings.producer(workerId));
    config.putAll(SHORT_WAITS);
    producer = KafkaClients.producer(config);
  }

  /**
   * Sends all; returns those that Kafka has in whole, and why it has not the others. Waits for
   * seconds at most, however many they are.
   */
  public Map<Answer, Optional<KafkaException>> publish(List<Answer> answers) {
    Map<Answer, List<Future<RecordMetadata>>> sent = new LinkedHashMap<>();
    Map<Answer, Optional<KafkaException>> outcomes = new LinkedHashMap<>();
    Map<String, Optional<KafkaException>> topics = new HashMap<>();
    for (Answer answer : answers) {
      Optional<KafkaException> unreachable =
          answer.records().stream()
              .flatMap(record -> topics.computeIfAbsent(record.topic(), this::unreachable).stream())
              .findFirst();
      if (unreachable.isPresent()) {
        outcomes.put(answer, unreachable);
        continue;
      }
      List<Future<RecordMetadata>> records = new ArrayList<>();
      try {
        answer.records().forEach(record -> records.add(producer.send(record)));
        sent.put(answer, records);
      } catch (KafkaException e) {
        outcomes.put(answer, Optional.of(e));
      }
    }
    producer.flush();
    sent.forEach((answer, records) -> outcomes.put(answer, failure(records)));
    return outcomes;
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }

  /** Found out once for all records: each send would wait for the topic anew. */
  private Optional<KafkaException> unreachable(String topic) {
    try {
      producer.partitionsFor(topic);
      return Optional.empty();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      return Optional.of(e);
    }
  }

  private static Optional<KafkaException> failure(List<Future<RecordMetadata>> records) {
    for (Future<RecordMetadata> record : records) {
      try {
        record.get();
      } catch (ExecutionException e) {
        return Optional.of(
            e.getCause() instanceof KafkaException kafka
                ? kafka
                : new KafkaException(e.getCause()));
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return Optional.empty();
  }
}

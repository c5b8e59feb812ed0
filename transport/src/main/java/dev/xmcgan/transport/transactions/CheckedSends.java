package dev.xmcgan.transport.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Remembers every send of a transaction, so that none can fail unseen. One that fails at once, for
 * want of a broker or of room, ends the transaction there: each further one would wait as long.
 */
final class CheckedSends implements Transaction {

  private final Producer<String, byte[]> producer;
  private final List<Future<RecordMetadata>> unchecked = new ArrayList<>();

  CheckedSends(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
    Future<RecordMetadata> future = producer.send(record);
    unchecked.add(future);
    if (future.isDone()) {
      checkDone();
    }
    return future;
  }

  @Override
  public void flush() {
    producer.flush();
    checkDone();
    unchecked.clear();
  }

  private void checkDone() {
    List<KafkaException> failures =
        unchecked.stream().filter(Future::isDone).flatMap(send -> failure(send).stream()).toList();
    // the refusal of one record makes others fail as well, and they say less
    Optional<KafkaException> telling =
        failures.stream()
            .filter(TransactionFailures::isRefusal)
            .findFirst()
            .or(() -> failures.stream().findFirst());
    if (telling.isPresent()) {
      throw telling.get();
    }
  }

  private static Optional<KafkaException> failure(Future<RecordMetadata> send) {
    try {
      send.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(
          e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void consumed(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    if (!offsets.isEmpty()) {
      producer.sendOffsetsToTransaction(offsets, group);
    }
  }
}

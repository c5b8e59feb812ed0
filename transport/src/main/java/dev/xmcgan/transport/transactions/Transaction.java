package dev.xmcgan.transport.transactions;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** What can be done within a transaction of {@link TransactionalProducer#inTransaction}. */
public interface Transaction {

  /**
   * Sends a record; the future's offset may go into later records of the same transaction. Every
   * record is checked before the commit, whether or not its future is looked at.
   *
   * @throws org.apache.kafka.common.KafkaException when it, or one before it, has failed already
   */
  Future<RecordMetadata> send(ProducerRecord<String, byte[]> record);

  /** Waits until everything sent so far has its offset. */
  void flush();

  /** Commits consumed offsets with the transaction. */
  void consumed(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group);
}

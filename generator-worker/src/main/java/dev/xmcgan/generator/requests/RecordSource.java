package dev.xmcgan.generator.requests;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where a record lies. */
public record RecordSource(TopicPartition partition, long offset) {
  /** Where this one was read. */
  public static RecordSource of(ConsumerRecord<?, ?> record) {
    return new RecordSource(
        new TopicPartition(record.topic(), record.partition()), record.offset());
  }
}

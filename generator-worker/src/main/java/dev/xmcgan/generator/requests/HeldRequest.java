package dev.xmcgan.generator.requests;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/**
 * A request and the record it came in.
 *
 * @param sentAt timestamp of the record
 */
public record HeldRequest(
    TopicPartition partition, long offset, Instant sentAt, DrawRequest request) {

  /** Where the record lies. */
  public RecordSource source() {
    return new RecordSource(partition, offset);
  }
}

package dev.xmcgan.generator.requests;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * A request and the record it came in.
 *
 * @param sentAt timestamp of the record
 * @param headers of the record
 */
public record HeldRequest(
    TopicPartition partition, long offset, Instant sentAt, DrawRequest request, Headers headers) {

  /** Where the record lies. */
  public RecordSource source() {
    return new RecordSource(partition, offset);
  }
}

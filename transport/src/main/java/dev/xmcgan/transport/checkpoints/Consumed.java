package dev.xmcgan.transport.checkpoints;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a trainer had read when it made a checkpoint.
 *
 * @param offsets the next offset to read for each partition; may be empty
 * @param group the consumer's {@code groupMetadata()}, taken after the last poll
 */
public record Consumed(
    Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {

  public Consumed {
    offsets = Map.copyOf(offsets);
  }

  /** Nothing consumed: a checkpoint that did not come from reading a topic. */
  public static Consumed nothing() {
    return new Consumed(Map.of(), new ConsumerGroupMetadata("none"));
  }
}

package dev.xmcgan.trainer.replay;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a pair lies in the stream. Ordered by time, ties by partition and offset: an order that
 * every reader sees alike, in whatever sequence the partitions came in.
 *
 * @param timestamp of the record, milliseconds since 1970
 * @param partition of training-pairs
 * @param offset in it
 */
public record PairPosition(long timestamp, TopicPartition partition, long offset)
    implements Comparable<PairPosition> {
  private static final Comparator<PairPosition> ORDER =
      Comparator.comparingLong(PairPosition::timestamp)
          .thenComparingInt(position -> position.partition().partition())
          .thenComparingLong(PairPosition::offset);

  @Override
  public int compareTo(PairPosition other) {
    return ORDER.compare(this, other);
  }
}

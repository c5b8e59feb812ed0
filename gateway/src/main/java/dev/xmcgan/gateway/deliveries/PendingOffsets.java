package dev.xmcgan.gateway.deliveries;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is done with, while records of it are finished in any order: what is
 * committed never passes one that is open. Thread-safe.
 */
final class PendingOffsets {
  private final Map<TopicPartition, TreeSet<Long>> open = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  /** A record was read and is to be finished later. */
  synchronized void opened(TopicPartition partition, long offset) {
    open.computeIfAbsent(partition, anew -> new TreeSet<>()).add(offset);
  }

  /** All before this offset was read. */
  synchronized void read(TopicPartition partition, long nextOffset) {
    next.put(partition, nextOffset);
  }

  /** A record is finished; nothing happens where its partition is somebody else's now. */
  synchronized void finished(TopicPartition partition, long offset) {
    if (open.containsKey(partition)) {
      open.get(partition).remove(offset);
    }
  }

  /** How many are open. */
  synchronized int size() {
    return open.values().stream().mapToInt(TreeSet::size).sum();
  }

  /** What can be committed and was not yet. */
  synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, end) -> {
          TreeSet<Long> waiting = open.get(partition);
          long done = waiting == null || waiting.isEmpty() ? end : waiting.first();
          if (done > committed.getOrDefault(partition, -1L)) {
            offsets.put(partition, new OffsetAndMetadata(done));
          }
        });
    return offsets;
  }

  /** That was committed. */
  synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
  }

  /** These are somebody else's now. */
  synchronized void lost(Collection<TopicPartition> partitions) {
    open.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }
}

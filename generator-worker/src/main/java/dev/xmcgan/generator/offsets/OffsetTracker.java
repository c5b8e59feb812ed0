package dev.xmcgan.generator.offsets;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of the partitions a worker owns: what was received, what is finished, what to commit.
 * One owner; not thread-safe.
 */
public final class OffsetTracker {
  private final Map<TopicPartition, PartitionOffsets> partitions = new HashMap<>();

  /** Starts a partition at what its group committed last; forgets what was noted before. */
  public void start(TopicPartition partition, Optional<OffsetAndMetadata> committed) {
    partitions.put(
        partition, committed.map(PartitionOffsets::from).orElseGet(PartitionOffsets::fresh));
  }

  /** Forgets a partition that now belongs to another worker. */
  public void forget(TopicPartition partition) {
    partitions.remove(partition);
  }

  /** Whether a partition was started and not forgotten since. */
  public boolean isOurs(TopicPartition partition) {
    return partitions.containsKey(partition);
  }

  /**
   * Notes a record, in the order of the partition.
   *
   * @return false when an earlier run finished it: it was answered, skip it
   */
  public boolean received(TopicPartition partition, long offset) {
    return ledger(partition).received(offset);
  }

  /**
   * Starts a partition anew where the log goes on below what was received: it was cut off, or
   * deleted and made anew.
   *
   * @return whether it does
   */
  public boolean startsAgain(TopicPartition partition, long offset) {
    if (!ledger(partition).isBehind(offset)) {
      return false;
    }
    partitions.put(partition, PartitionOffsets.before(offset));
    return true;
  }

  /** Whether a record is being worked on; false where its partition is not ours. */
  public boolean isOpen(TopicPartition partition, long offset) {
    PartitionOffsets ledger = partitions.get(partition);
    return ledger != null && ledger.isOpen(offset);
  }

  /**
   * A record's answer was not committed after all.
   *
   * @return false when there is nothing to open: its partition was given away or read anew
   */
  public boolean reopen(TopicPartition partition, long offset) {
    PartitionOffsets ledger = partitions.get(partition);
    return ledger != null && ledger.reopen(offset);
  }

  /** A received record stays open, but is not worked on until its partition is read anew. */
  public void passOver(TopicPartition partition, long offset) {
    ledger(partition).passOver(offset);
  }

  /**
   * In how many places records of one partition were passed over, neighbours together; of the
   * partition with the most.
   */
  public int placesPassedOver() {
    return partitions.values().stream()
        .mapToInt(PartitionOffsets::placesPassedOver)
        .max()
        .orElse(0);
  }

  /** Records that were received and are being worked on. */
  public int unfinished() {
    return partitions.values().stream().mapToInt(PartitionOffsets::unfinished).sum();
  }

  /** A record's answer is part of the next transaction. */
  public void finished(TopicPartition partition, long offset) {
    ledger(partition).finished(offset);
  }

  /** What to commit with the answers: the partitions where something finished since last time. */
  public Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, ledger) -> {
          if (ledger.changed()) {
            offsets.put(partition, ledger.toCommit());
          }
        });
    return offsets;
  }

  /** The transaction with {@link #toCommit} went through. */
  public void committed() {
    partitions.values().forEach(PartitionOffsets::committed);
  }

  private PartitionOffsets ledger(TopicPartition partition) {
    PartitionOffsets ledger = partitions.get(partition);
    if (ledger == null) {
      throw new IllegalStateException("partition " + partition + " is not ours");
    }
    return ledger;
  }
}
